"""When an article came in and last changed is kept over updates and merges."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from whoosh.index import open_dir

from indexer.checking.check import check_index
from indexer.contract.history import History, Moment
from indexer.contract.settings import Settings, load_settings
from indexer.syncing import pool
from indexer.syncing.known import past
from indexer.syncing.known.earlier import Earlier
from indexer.syncing.known.indexed import NOTHING
from indexer.syncing.sync import rebuild, sync
from tests.support.articles import touch, write_article, write_file
from tests.support.clock import BEGIN, SECOND, Clock, moment, once, put
from tests.support.indexes import histories


def segments(index: Path) -> list[Path]:
    """Return the files of an index's segments."""
    return sorted(index.glob("*.seg"))


def test_an_update_changes_only_when_an_article_last_changed(
    folder: Path, settings: Settings, clock: Clock
) -> None:
    """It came in when it did; whoever did not change keeps both, though segments are merged."""
    put(folder, settings, clock, "a", "b")
    put(folder, settings, clock, "c")
    put(folder, settings, clock, "b")
    assert len(segments(settings.index)) == 1
    assert histories(settings.index) == {
        "a": once(60, 1),
        "b": History(moment(60, 1), moment(180, 3)),
        "c": once(120, 2),
    }
    assert check_index(settings.index).ok


def test_a_file_that_was_only_touched_has_not_changed(
    folder: Path, settings: Settings, clock: Clock
) -> None:
    """Its article is written anew with the time of its file, but with its own history."""
    put(folder, settings, clock, "a", "b")
    touch(folder / "a.md")
    assert put(folder, settings, clock, "c").counts.unchanged == 2
    assert histories(settings.index) == {"a": once(60, 1), "b": once(60, 1), "c": once(120, 2)}


def test_an_article_that_comes_back_is_new(folder: Path, settings: Settings, clock: Clock) -> None:
    """Nothing is left of one that was deleted."""
    put(folder, settings, clock, "a", "b")
    content = (folder / "a.md").read_bytes()
    (folder / "a.md").unlink()
    put(folder, settings, clock)
    write_file(folder / "a.md", content)
    put(folder, settings, clock)
    assert histories(settings.index) == {"a": once(180, 3), "b": once(60, 1)}


def test_a_broken_file_does_not_change_its_article(
    folder: Path, settings: Settings, clock: Clock
) -> None:
    """The version that stays has the history that it had; once mended, it has changed."""
    put(folder, settings, clock, "a")
    write_file(folder / "a.md", "broken")
    put(folder, settings, clock, "b")
    assert histories(settings.index)["a"] == once(60, 1)
    put(folder, settings, clock, "a")
    assert histories(settings.index)["a"] == History(moment(60, 1), moment(180, 3))


@pytest.mark.parametrize("now", [BEGIN - 86_400 * SECOND, 0, -5 * SECOND])
def test_a_clock_that_goes_backwards_breaks_nothing(
    folder: Path, settings: Settings, clock: Clock, now: int
) -> None:
    """Times are what the clock said, and never "not known"; generations tell the order."""
    put(folder, settings, clock, "a", "b")
    clock.now = now
    write_article(folder, "a", title="again")
    write_article(folder, "c")
    sync(folder, settings)
    late = Moment(max(now, 1), 2)
    expected = {"a": History(moment(60, 1), late), "b": once(60, 1), "c": History(late, late)}
    assert histories(settings.index) == expected
    assert check_index(settings.index).ok
    rebuild(folder, settings)
    assert histories(settings.index) == expected


@pytest.mark.slow
def test_all_processes_write_one_moment(
    folder: Path, settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many write the articles of a commit, they come in together; so for an update."""
    monkeypatch.setattr(pool, "_WORTH_PROCESSES_SECONDS", 0.01)
    monkeypatch.setattr(pool, "_CHUNK_FILES", 16)
    several = settings.model_copy(update={"jobs": 2})
    names = [f"{number}" for number in range(100)]
    put(folder, several, clock, *names)
    assert set(histories(settings.index).values()) == {once(60, 1)}
    put(folder, several, clock, *names[:70])
    assert {name for name, each in histories(settings.index).items() if each == once(60, 1)} == set(
        names[70:]
    )
    (folder / "0.md").unlink()
    write_article(folder, "1", title="changed")
    clock.go(60)
    before = histories(settings.index)
    rebuild(folder, several)
    del before["0"]
    before["1"] = History(moment(60, 1), moment(180, 3))
    assert histories(settings.index) == before


def test_the_documents_of_another_program_have_no_history(
    folder: Path, settings: Settings, clock: Clock
) -> None:
    """Nobody knows when they came in, until a sync or a rebuild has read their files."""
    put(folder, settings, clock, "a")
    for name in ("b", "c"):
        writer = open_dir(str(settings.index)).writer()
        writer.add_document(id=name, title="b", heat=0, curated=0, rest={})
        writer.commit(merge=False)
    nobody = History(Moment(0, 0), Moment(0, 0))
    assert histories(settings.index) == {"a": once(60, 1), "b": nobody, "c": nobody}
    assert put(folder, settings, clock, "b", "c").counts.updated == 2
    assert histories(settings.index) == {"a": once(60, 1), "b": once(120, 4), "c": once(120, 4)}
    assert check_index(settings.index).problems == ()


@pytest.mark.parametrize(
    "row",
    [
        [BEGIN, 9, BEGIN, 9],
        [BEGIN, 1, BEGIN, 9],
        [2**63, 1, BEGIN, 1],
        [BEGIN, 1, 2**64 - 1, 1],
        [BEGIN, 0, BEGIN, 0],
        [0, 1, BEGIN, 1],
    ],
)
def test_a_history_that_cannot_be_is_not_known(
    folder: Path,
    settings: Settings,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    row: list[int],
) -> None:
    """Nothing came in after the present state: check finds it, and a rebuild mends it."""
    with monkeypatch.context() as patch:
        wrong = History(Moment(*row[:2]), Moment(*row[2:]))
        patch.setattr("indexer.syncing.known.earlier.History", lambda *_: wrong)
        put(folder, settings, clock, "a")
    put(folder, settings, clock, "b")
    (problem,) = check_index(settings.index).problems
    assert "document 0: it cannot have been indexed" in problem
    clock.go(60)
    rebuild(folder, settings)
    assert histories(settings.index) == {"a": once(180, 3), "b": once(120, 2)}
    assert check_index(settings.index).ok


ACTIONS = st.sampled_from(["write", "write", "delete", "touch", "break", "sync", "sync", "rebuild"])


@pytest.mark.slow
@hypothesis_settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.tuples(ACTIONS, st.sampled_from("abcd"), st.integers(0, 2)), max_size=30))
def test_any_history_is_as_expected(steps: list[tuple[str, str, int]]) -> None:
    """After any changes, syncs and rebuilds it is what a plain account of them says."""
    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as monkeypatch:
        clock = Clock(monkeypatch)
        folder = Path(name) / "articles"
        folder.mkdir()
        settings = load_settings({"index": Path(name) / "index", "jobs": 1}, {})
        expected: dict[str, tuple[bytes, History]] = {}
        generation = 0
        for action, id, number in [*steps, ("sync", "", 0)]:
            path = folder / f"{id}.md"
            if action == "write":
                write_article(folder, id, quality=number)
            elif action == "break":
                write_file(path, "broken")
            elif action == "delete":
                path.unlink(missing_ok=True)
            elif action == "touch" and path.exists():
                touch(path)
            elif action in ("sync", "rebuild"):
                clock.go(number - 1)
                report = (sync if action == "sync" else rebuild)(folder, settings)
                now = Moment(clock.now, report.generation)
                changed = _account(folder, expected, now, anew=action == "rebuild")
                made = changed or action == "rebuild" or not generation
                assert report.generation == generation + made
                generation = report.generation
                known = {id: history for id, (_, history) in expected.items()}
                assert histories(settings.index) == known
        assert check_index(settings.index).ok


def _account(
    folder: Path, expected: dict[str, tuple[bytes, History]], now: Moment, *, anew: bool
) -> bool:
    """Note down what a sync finds; tell whether anything has changed."""
    there = {path.stem: path.read_bytes() for path in folder.iterdir()}
    changed = False
    for id in [id for id in expected if id not in there or (anew and there[id] == b"broken")]:
        del expected[id]
        changed = True
    for id, content in there.items():
        if content == b"broken" or (id in expected and expected[id][0] == content):
            continue
        added = expected[id][1].added if id in expected else now
        expected[id] = content, History(added, now)
        changed = True
    return changed


def test_moments_are_of_the_present() -> None:
    """Without a clock of a test they are microseconds since 1970, as a date has them."""
    before = datetime.now(UTC)
    found = past.moment_of(7)
    after = datetime.now(UTC)
    time = datetime.fromtimestamp(found.time / SECOND, UTC)
    assert before.replace(microsecond=0) <= time <= after
    assert found.generation == 7


def test_nothing_is_opened_for_new_articles(tmp_path: Path) -> None:
    """A sync that only adds articles does not look into the index for their past."""
    found = past.read_past(tmp_path / "nowhere", NOTHING, ["a", "b"], [])
    assert [found[0], found[1]] == [Earlier(), Earlier()]
    assert np.array_equal(found.histories, np.zeros((2, 4)))
