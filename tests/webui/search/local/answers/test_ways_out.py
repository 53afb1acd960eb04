"""Other searches where one found nothing, against a plain loop over the articles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import methodcaller
from typing import Any

from hypothesis import given

from indexer.contract.article import Article
from tests.webui.search import oracle
from tests.webui.search.library import TODAY, article, ask, asking, generated, opened
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.facet_specs import FACETS
from webui.search.local.backend import LocalSearcher
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.results.search import WayOut

WITHOUT_DATES = {"from_": "", "to": "", "last": "", "date": ""}
ONE_LESS: list[Callable[[Criteria], Criteria]] = [
    *(methodcaller("including", facet) for facet in FACETS),
    *(methodcaller("excluding", facet) for facet in FACETS),
    methodcaller("changed", **WITHOUT_DATES),
    methodcaller("changed", min_quality=None),
    methodcaller("changed", curated=False),
    methodcaller("changed", match="any"),
]
"""Everything that can be taken off a search by itself."""


def total(articles: Sequence[Article], criteria: Criteria) -> int:
    """Return how many articles a search finds that have all of its words."""
    test = all if criteria.match == "all" else any
    wanted = oracle.terms(criteria.q)
    found = 0
    for item in articles:
        known = {word for words in oracle.fields_of(item).values() for word in words}
        has_words = not wanted or test(word in known for word in wanted)
        found += has_words and oracle.passes(item, criteria)
    return found


def ways_out(snapshot: Snapshot, criteria: Criteria) -> Sequence[WayOut]:
    """Return the ways out of a search."""
    return LocalSearcher(snapshot).find(criteria).ways_out()


@generated(40)
@given(oracle.indexes(), oracle.criteria)
def test_each_way_out_finds_what_it_promises(
    drawn: tuple[list[list[Article]], set[str], list[Article]], criteria: Criteria
) -> None:
    """Totals are true and not zero, those that find least come first, and none is this search."""
    segments, deleted, live = drawn
    with opened(*segments, deleted=deleted) as snapshot:
        ways = ways_out(snapshot, criteria.changed(page=3))
        for way in ways:
            result = ask(snapshot, **_fields(way.criteria))
            assert result.total == way.total == total(live, way.criteria) > 0
            assert "some_words" not in [notice.code for notice in result.notices]
    assert [way.total for way in ways] == sorted(way.total for way in ways)
    others = [way.criteria for way in ways]
    assert criteria.changed() not in others
    assert len(set(others)) == len({way.label for way in ways}) == len(ways)


@generated(40)
@given(oracle.indexes(), oracle.criteria)
def test_no_way_out_is_missed(
    drawn: tuple[list[list[Article]], set[str], list[Article]], criteria: Criteria
) -> None:
    """Whatever finds something with one thing less, or with no filter, is offered."""
    segments, deleted, live = drawn
    with opened(*segments, deleted=deleted) as snapshot:
        offered = [way.criteria for way in ways_out(snapshot, criteria)]
    less = [change(criteria) for change in ONE_LESS]
    for other in [*less, criteria.without_filters()]:
        found = total(live, other)
        # Any of the words is no other search where there is one.
        same = other.match != criteria.match and found == total(live, criteria)
        if other != criteria.changed() and found and not same:
            assert other in offered


def test_order_size_and_folding_stay() -> None:
    """What is no filter is the same in the other search, but for the page."""
    criteria = asking(
        q="title", topic=["x"], sort="oldest", group="story", size=50, measure="share", page=2,
        images=False, find_topic=["e"], today=TODAY,
    )  # fmt: skip
    with opened([article("a")]) as snapshot:
        ways = ways_out(snapshot, criteria)
    assert criteria.including("topic") in [way.criteria for way in ways]
    assert {(way.criteria.sort, way.criteria.group, way.criteria.page) for way in ways} == {
        ("oldest", "story", 1)
    }


def test_an_index_without_articles_has_no_way_out() -> None:
    """Where nothing can be found, nothing is offered."""
    with opened() as snapshot:
        assert ways_out(snapshot, asking(q="x", topic=["y"], today=TODAY)) == []


def _fields(criteria: Criteria) -> dict[str, Any]:
    names = [name for name in criteria.__dataclass_fields__ if name != "today"]
    return {name: getattr(criteria, name) for name in names}


def test_an_archive_that_ended_long_ago_has_last_days() -> None:
    """Where nothing is of the last days, those before the newest article are offered."""
    with opened(
        [article("a", published="2019-05-01"), article("b", published="2019-04-01")]
    ) as one:
        ways = ways_out(one, Criteria(last="7d", today=TODAY))
    found = {way.label: (way.criteria.from_, way.criteria.to, way.total) for way in ways}
    assert found["the 7d up to the newest article"] == ("2019-04-25", "2019-05-01", 1)
