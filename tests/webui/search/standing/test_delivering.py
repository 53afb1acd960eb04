"""What is new arrives: all of it, and once."""

from __future__ import annotations

import datetime
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.errors import DeliveryRunningError, DeliveryStateError
from tests.support.articles import touch
from tests.webui.search.library import generated
from tests.webui.search.standing.workshop import NOW, Workshop
from webui.search.standing.delivering import is_due
from webui.search.standing.messages import MOST_LISTED
from webui.search.standing.state_files import held, noted


def test_a_first_run_does_not_send_the_past(workshop: Workshop) -> None:
    """It notes where the index stands, and a second one has nothing to say."""
    assert noted(workshop.root / "state", "ferries") is not None
    assert workshop.notify()
    assert (workshop.told, workshop.messages()) == ([], [])


def test_what_is_new_is_sent_once(workshop: Workshop) -> None:
    """Folded by story, with counts and links; what is no hit is not in it."""
    text = "The last ferry of the winter left Skarrow harbour with forty cars and a brass band. "
    for id, provider in (("a", "One"), ("b", "Two")):
        workshop.write(
            id,
            excerpt=text * 3,
            provider={"name": provider},
            publishedDateTime="2024-03-05T10:00:00Z",
        )
    workshop.write("c", provider={"name": "One"}, publishedDateTime="2020-01-01T00:00:00Z")
    workshop.write("d", title="Bridge")
    workshop.sync()
    assert workshop.notify()
    (message,) = workshop.messages()
    assert sorted(workshop.ids()) == ["a", "b", "c"]
    assert (message["articles"], message["stories"], message["providers"]) == (3, 2, 2)
    assert sorted(len(story["articles"]) for story in message["listed"]) == [1, 2]
    assert message["link"].startswith("https://news.example/cuttings/?q=ferry&since=1&sort=added")
    assert workshop.told == ["ferries to desk: 3 articles, 2 stories, 2 providers."]
    assert workshop.notify()
    assert len(workshop.messages()) == 1


def test_touch_rename_and_rebuild_send_nothing(workshop: Workshop) -> None:
    """What was indexed before is not new, whatever becomes of its file."""
    articles = workshop.root / "articles"
    touch(articles / "old.md")
    workshop.sync()
    assert workshop.notify()
    (articles / "old.md").rename(articles / "older.md")
    workshop.sync()
    assert workshop.notify()
    workshop.rebuild()
    assert workshop.notify()
    workshop.write("older", title="Ferry again")
    workshop.sync()
    assert workshop.notify()
    assert workshop.messages() == []
    workshop.write("new")
    workshop.sync()
    assert workshop.notify()
    assert workshop.ids() == ["new"]


def test_what_fails_is_tried_again_and_loses_nothing(workshop: Workshop) -> None:
    """What came meanwhile is in the message that arrives at last."""
    workshop.refuse()
    for id in ("a", "b"):
        workshop.write(id)
        workshop.sync()
        assert not workshop.notify()
        assert "ferries to desk: not delivered, and tried again" in workshop.warned[0]
    workshop.refuse(False)
    assert workshop.notify()
    assert sorted(workshop.ids()) == ["a", "b"]


def test_a_channel_that_fails_does_not_repeat_the_others(workshop: Workshop) -> None:
    """And one that is added takes up where the search stands."""
    workshop.search(channel=["desk", "other"])
    workshop.refuse(name="other")
    workshop.write("a")
    workshop.sync()
    assert not workshop.notify()
    assert not workshop.notify()
    assert (workshop.ids(), workshop.ids("other")) == (["a"], [])
    workshop.refuse(False, name="other")
    assert workshop.notify()
    assert (workshop.ids(), workshop.ids("other")) == (["a"], ["a"])


def test_another_channel_gets_what_the_one_before_did_not(workshop: Workshop) -> None:
    """A search that is given to another channel loses nothing."""
    workshop.refuse()
    workshop.write("a")
    workshop.sync()
    assert not workshop.notify()
    workshop.search(channel="other")
    assert workshop.notify()
    assert (workshop.ids(), workshop.ids("other")) == ([], ["a"])


def test_an_index_that_was_made_anew_is_told(workshop: Workshop) -> None:
    """With fewer generations or with more: what is in it is not sent, what comes then is."""
    for commits in (0, 3):
        workshop.write("a")
        workshop.sync()
        workshop.notify()
        shutil.rmtree(workshop.root / "index")
        state = workshop.root / "state" / "ferries.json"
        # As if it had been long ago.
        text = state.read_text()
        synced = noted(workshop.root / "state", "ferries").channels["desk"].synced  # type: ignore[union-attr]
        state.write_text(text.replace(synced, "2001-01-01T00:00:00Z"))
        for number in range(commits + 1):
            workshop.write(f"more{commits}{number}")
            workshop.sync()
        assert workshop.notify()
        (*_, told) = workshop.messages()
        assert "made anew" in told["notes"][0]
        workshop.write(f"then{commits}")
        workshop.sync()
        assert workshop.notify()
        assert workshop.ids()[-1] == f"then{commits}"


def test_a_search_that_is_read_otherwise_says_so(workshop: Workshop) -> None:
    """Where its text is the same; where it was edited nothing is said."""
    state = workshop.root / "state" / "ferries.json"
    state.write_text(state.read_text().replace('"reading": "ferry"', '"reading": "ferries~"'))
    assert workshop.notify()
    (message,) = workshop.messages()
    assert message["articles"] == 0
    assert "Before: ferries~. Now: ferry." in message["notes"][0]
    workshop.search(query="ferry strike")
    assert workshop.notify()
    assert len(workshop.messages()) == 1


def test_a_broken_file_is_told_once(workshop: Workshop) -> None:
    """By the channel that it had; what comes meanwhile is sent when it is mended."""
    workshop.write("a")
    workshop.sync()
    workshop.search(text="---\nquery: ferry\nfilters:\n  povider: [x]\n---\n")
    for _ in range(2):
        assert not workshop.notify()
        assert workshop.warned[0].startswith("ferries.md:4: There is no parameter “povider”")
    (message,) = workshop.messages()
    assert "ferries.md:4" in message["notes"][0]
    workshop.search()
    assert workshop.notify()
    assert workshop.ids() == ["a"]


def test_there_is_no_fallback_to_some_of_the_words(workshop: Workshop) -> None:
    """Nothing is sent of what has one word of two."""
    workshop.search(query="ferry zzzqqq")
    workshop.write("a")
    workshop.sync()
    assert workshop.notify()
    assert workshop.messages() == []


def test_of_many_the_first_are_listed(workshop: Workshop) -> None:
    """All are counted, and the text says how many more there are."""
    workshop.write(*(f"n{number}" for number in range(MOST_LISTED + 7)))
    workshop.sync()
    assert workshop.notify()
    (message,) = workshop.messages()
    assert message["articles"] == MOST_LISTED + 7
    assert len(workshop.ids()) == MOST_LISTED


def test_daily_and_weekly_are_days_and_weeks_of_utc() -> None:
    """Also where the clock went backwards, which must not stop deliveries."""
    hour, day = datetime.timedelta(hours=1), datetime.timedelta(days=1)
    late = NOW.replace(hour=23)
    assert is_due("import", NOW, NOW)
    assert not is_due("daily", NOW, late)
    assert is_due("daily", late, late + hour)
    assert not is_due("weekly", NOW, NOW + 4 * day)  # from Wednesday to Sunday
    assert is_due("weekly", NOW, NOW + 5 * day)
    assert is_due("daily", NOW + 9 * day, NOW)


def test_what_waits_for_its_day_is_sent_then(workshop: Workshop) -> None:
    """All that came since the last message, on the next day."""
    workshop.search(frequency="daily")
    workshop.write("a")
    workshop.sync()
    assert workshop.notify()
    workshop.write("b")
    workshop.sync()
    assert workshop.notify()
    assert workshop.messages() == []
    assert workshop.notify(now=NOW + datetime.timedelta(days=1))
    assert sorted(workshop.ids()) == ["a", "b"]


def test_two_at_once_are_refused(tmp_path: Path) -> None:
    """The second one says so."""
    with held(tmp_path / "state"), pytest.raises(DeliveryRunningError), held(tmp_path / "state"):
        pass
    with held(tmp_path / "state"):
        pass


def test_a_damaged_note_stops_all(workshop: Workshop) -> None:
    """Nothing is sent when it is not known what was."""
    (workshop.root / "state" / "ferries.json").write_text("{")
    with pytest.raises(DeliveryStateError, match="is damaged"):
        workshop.notify()


STEPS = st.lists(
    st.sampled_from(("import", "other", "delete", "rename", "rebuild", "fails", "works")),
    min_size=3,
    max_size=8,
)


@pytest.mark.oracle
@generated(12)
@given(steps=STEPS)
def test_all_that_is_new_arrives_once(steps: list[str]) -> None:
    """Whatever is imported, renamed and rebuilt between, and whenever a channel fails."""
    with tempfile.TemporaryDirectory() as name:
        workshop = Workshop(Path(name))
        workshop.write("old")
        workshop.search()
        workshop.sync()
        workshop.notify()
        expected: set[str] = set()
        for number, step in enumerate(steps):
            articles = workshop.root / "articles"
            if step == "import":
                workshop.write(f"n{number}", excerpt=f"w{number} x{number}")
                expected.add(f"n{number}")
            elif step == "other":
                workshop.write(f"z{number}", title="Bridge")
            elif step == "delete":
                (articles / "old.md").unlink(missing_ok=True)
            elif step == "rename" and (articles / "old.md").exists():
                (articles / "old.md").rename(articles / f"moved{number}.md")
            elif step in ("fails", "works"):
                workshop.refuse(step == "fails")
            workshop.rebuild() if step == "rebuild" else workshop.sync()
            workshop.notify()
        workshop.refuse(False)
        assert workshop.notify()
        assert sorted(workshop.ids()) == sorted(expected)
