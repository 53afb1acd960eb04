"""Any history of moves, against an account that is kept by hand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from indexer.checking.check import check_index
from indexer.contract.history import History, Moment
from indexer.contract.settings import load_settings
from indexer.syncing.sync import rebuild, sync
from tests.indexer.syncing.test_pairing import pairs
from tests.support.articles import front_matter, write_file
from tests.support.clock import Clock
from tests.support.indexes import histories


@dataclass(frozen=True)
class Version:
    """A file, as the plain account has it; ``url`` is None where it holds no article."""

    content: bytes
    url: str | None


class Known(NamedTuple):
    """An article of the index."""

    version: Version
    history: History


ACTIONS = st.sampled_from(
    [
        *["write"] * 2, *["move"] * 3, *["sync"] * 3, "rebuild",
        "swap", "copy", "delete", "touch", "break", "remove",
    ]
)  # fmt: skip


@pytest.mark.slow
@hypothesis_settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(
        st.tuples(ACTIONS, *[st.sampled_from("abcde")] * 2, st.integers(0, 2), st.integers(0, 2)),
        max_size=40,
    )
)
def test_any_history_is_that_of_a_plain_account(
    steps: list[tuple[str, str, str, int, int]],
) -> None:
    """After any changes and renames, syncs and rebuilds, it says what was first indexed when."""
    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as monkeypatch:
        clock = Clock(monkeypatch)
        folder = Path(name) / "articles"
        folder.mkdir()
        settings = load_settings({"index": Path(name) / "index", "jobs": 1}, {})
        files: dict[str, Version] = {}
        known: dict[str, Known] = {}
        for action, id, other, text, address in [*steps, ("sync", "", "", 1, 0)]:
            if action in ("sync", "rebuild"):
                clock.go(text)
                report = (sync if action == "sync" else rebuild)(folder, settings)
                now = Moment(clock.now, report.generation)
                known, moved = account(files, known, now, anew=action == "rebuild")
                assert histories(settings.index) == {id: each.history for id, each in known.items()}
                assert report.counts.renamed == moved
            else:
                change(folder, files, action, id, other, (text, address))
        assert check_index(settings.index).ok


def change(
    folder: Path,
    files: dict[str, Version],
    action: str,
    id: str,
    other: str,
    numbers: tuple[int, int],
) -> None:
    """Do something to one or two files."""
    text, address = numbers
    url = f"https://e/{address}" if address else ""
    fields = {"title": f"Text {text}", **({"webUrl": url} if url else {})}
    before = files.get(id)
    match action:
        case "write":
            files[id] = Version(front_matter(**fields).encode(), url)
        case "remove":
            files[id] = Version(front_matter(**fields, removed=True).encode(), None)
        case "break":
            files[id] = Version(b"broken", None)
        case "delete" | "move" | "swap" | "copy" if before is not None:
            if action in ("delete", "move", "swap"):
                del files[id]
            if action == "swap" and other in files:
                files[id] = files[other]
            if action != "delete":
                files[other] = before
    for name in (id, other):
        path = folder / f"{name}.md"
        if name not in files:
            path.unlink(missing_ok=True)
        elif action == "touch" or not path.exists() or path.read_bytes() != files[name].content:
            write_file(path, files[name].content)


def account(
    files: dict[str, Version], known: dict[str, Known], now: Moment, *, anew: bool
) -> tuple[dict[str, Known], int]:
    """Return what is in the index after a sync, and how many articles were renamed."""
    good = {id: each for id, each in files.items() if each.url is not None}
    gone = known.keys() - files.keys()
    changed = {id for id in known.keys() & files.keys() if known[id].version != files[id]}
    content = {
        id: (known[id].version.content, good[id].content if id in good else None) for id in changed
    }
    by_bytes = pairs(
        {id: str(known[id].version.content) for id in gone},
        {id: str(each.content) for id, each in good.items() if id not in known},
        {id: (str(old), None if new is None else str(new)) for id, (old, new) in content.items()},
    )
    left = (gone | (changed & by_bytes.keys())) - set(by_bytes.values())
    went = {id: url for id in left if (url := known[id].version.url)}
    by_address = pairs(
        went,
        {
            id: each.url
            for id, each in good.items()
            if each.url and id not in known and id not in by_bytes
        },
        {
            id: (known[id].version.url or None, good[id].url or None)
            for id in changed & good.keys() - by_bytes.keys()
            if known[id].version.url != good[id].url
        },
    )
    came_from = {
        **by_bytes,
        **{id: old for id, old in by_address.items() if _begins(id, by_address, went)},
    }
    after: dict[str, Known] = {}
    for id, version in files.items():
        before = known.get(came_from.get(id, id))
        if version.url is None:
            # One that is broken keeps its last good version; one that was withdrawn does not.
            if version.content == b"broken" and id in known and not anew:
                after[id] = known[id]
        elif before is None:
            after[id] = Known(version, History(now, now))
        else:
            first_id = before.history.first_id
            if id in came_from:
                first_id = first_id or came_from[id]
            history = before.history._replace(first_id="" if first_id == id else first_id)
            if before.version.content != version.content:
                history = history._replace(changed=now)
            after[id] = Known(version, history)
    return after, len(came_from)


def _begins(id: str, came_from: dict[str, str], went: dict[str, str]) -> bool:
    """Tell whether a chain of pairs begins with one that went, and does not go round."""
    for _ in came_from:
        id = came_from.get(id, id)
    return id in went
