"""Any history of aliases equals a fresh index."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from indexer.checking.check import check_index
from indexer.contract.settings import load_settings
from indexer.syncing.sync import rebuild, sync
from tests.indexer.syncing.test_aliases import PROVIDERS, in_force, published
from tests.support.articles import touch, write_file
from tests.support.indexes import contents

NAMES = ("P", "p", "Pé", "Q", "p.example", "Q%2c r", "")
DOMAINS = ("p.example", "www.p.example", "q.example", "")
ENTRIES = st.dictionaries(
    st.sampled_from(("P", "Q", "R")),
    st.lists(st.sampled_from(("pe", "Q, r", "S", "p.example", "q.example", "broken")), max_size=3),
)
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("write"),
            st.sampled_from("abc"),
            st.sampled_from(NAMES),
            st.sampled_from(DOMAINS),
        ),
        st.tuples(st.just("say"), ENTRIES),
        st.tuples(st.sampled_from(("touch", "delete", "break")), st.sampled_from("abc")),
        st.tuples(st.sampled_from(("sync", "forget"))),
    ),
    max_size=15,
)


@pytest.mark.slow
@hypothesis_settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(STEPS)
def test_any_history_of_aliases_equals_a_fresh_index(steps: list[tuple[Any, ...]]) -> None:
    """After any changes of articles and aliases, the index is as one built from nothing."""
    with TemporaryDirectory() as temporary:
        folder, good = Path(temporary) / "articles", Path(temporary) / "good"
        settings = load_settings({"index": Path(temporary) / "index", "jobs": 1}, {})
        fresh = load_settings({"index": Path(temporary) / "fresh", "jobs": 1}, {})
        folder.mkdir()
        good.mkdir()
        for action, *what in [*steps, ("sync",)]:
            if action == "write":
                published(folder, *what)
            elif action == "say":
                write_file(folder / PROVIDERS, yaml.safe_dump(what[0]))
            elif action == "forget":
                (folder / PROVIDERS).unlink(missing_ok=True)
            elif action == "delete":
                (folder / f"{what[0]}.md").unlink(missing_ok=True)
            elif action == "touch" and (folder / f"{what[0]}.md").exists():
                touch(folder / f"{what[0]}.md")
            elif action == "break":
                write_file(folder / f"{what[0]}.md", "---\n")
            elif action == "sync":
                _follow(good, folder, {failure.path for failure in sync(folder, settings).failed})
        rebuild(good, fresh)
        assert contents(settings.index) == contents(fresh.index)
        assert in_force(settings.index) == in_force(fresh.index)
        health = check_index(settings.index)
        assert health.ok, health.problems


def _follow(good: Path, folder: Path, failed: set[str]) -> None:
    """Bring a folder that holds the last good version of each file up to date."""
    names = {path.name for path in (*good.iterdir(), *folder.iterdir())}
    for name in names - failed:
        if (folder / name).exists():
            write_file(good / name, (folder / name).read_bytes())
        else:
            (good / name).unlink()
    for name in failed & names:
        if not (folder / name).exists():
            (good / name).unlink(missing_ok=True)
