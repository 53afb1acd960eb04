"""The hits of a page."""

from __future__ import annotations

from typing import Any

import pytest

from webui.page.rows.hit_rows import HitRow, hit_rows
from webui.page.wording import shortened
from webui.search.criteria.criteria import Criteria
from webui.search.results.base import ProviderName, StoryRef
from webui.search.results.search import Highlights, Hit, StoryGroup


def row(*, linked: bool = True, late_since: int | None = None, **values: Any) -> HitRow:
    """Return a hit as it is written."""
    told = {
        "id": "2021/a b", "title": "A & B", "excerpt": "C", "url": "https://www.example.com/a",
        "provider": ProviderName(name="P", domain="p.com"), "published": "2021-08-26T10:00:00Z",
        "topics": ["T&U", "V"], "type": "article", "quality": 1, "heat": 1, "curated": False,
        "image": None, "story": None, "added": "2021-08-30T10:00:00Z", "added_generation": 3,
        "score": 1.0, "highlights": Highlights(title="A &amp; <mark>B</mark>", excerpt="C"),
        "group": None,
    }  # fmt: skip
    (found,) = hit_rows(
        [Hit(**{**told, **values})], Criteria(q="b"), linked=linked, everywhere={"V"},
        late_since=late_since,
    )  # fmt: skip
    return found


def test_a_hit_is_written_as_it_is_read() -> None:
    """With its day and time, its topics but for those of all, and what is marked."""
    hit = row()
    assert hit.url == "/article/2021/a%20b?q=b"
    assert (hit.title, hit.name) == ("A &amp; <mark>B</mark>", "A & B")
    assert (hit.provider, hit.site, hit.when) == ("P", "P", "26 August 2021, 10:00 UTC")
    assert [tuple(topic) for topic in hit.topics] == [("/?topic=T%26U", "T&U")]
    assert (hit.late, hit.kind, hit.story, hit.found) == ("", "", None, None)


def test_what_is_not_known_is_not_said() -> None:
    """Neither provider nor date; what is only known to the day has no time."""
    hit = row(provider=None, published=None, type=None)
    assert (hit.provider, hit.site, hit.when, hit.kind) == ("", "example.com", "", "")
    assert row(published="2021-08-26T00:00:00Z").when == "26 August 2021"


def test_what_came_late_says_when() -> None:
    """But not what the first import brought; and an event is called one."""
    assert row(late_since=1).late == "30 August 2021"
    assert row(late_since=3).late == ""
    assert row(type="event").kind == "event"


@pytest.mark.parametrize("linked", [True, False])
def test_a_story_has_two_links_where_hits_are_folded(linked: bool) -> None:
    """To all of it, and to what the search found, if that is less and may be repeated."""
    story = StoryRef(id="s", size=9, providers=4, copies=2)
    group = StoryGroup(articles=2, providers=1, others=[])
    hit = row(linked=linked, story=story, group=group)
    assert hit.story == ("/story/s?q=b&whole=1", "7 reports and 2 copies by 4 providers")
    expected = ("/story/s?q=b", "2 articles of the story found, by 1 provider")
    assert hit.found == (expected if linked else None)
    assert row(story=story, group=group.model_copy(update={"articles": 9})).found is None


def test_long_titles_are_cut_between_words() -> None:
    """As Jinja's ``truncate`` does."""
    assert shortened("a " * 102) == "a " * 102
    assert shortened("word " * 50) == "word " * 38 + "word..."
