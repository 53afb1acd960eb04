"""The hits of a search in order of first indexed, page by page."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.article import Article
from indexer.contract.history import History
from tests.webui.search.contract.support.backends import REFERENCE, Kind
from tests.webui.search.contract.support.drawing import archives, searches
from tests.webui.search.contract.support.same import shown
from tests.webui.search.library import TODAY, article, asking, generated
from tests.webui.search.reference.histories import made_up
from webui.search.backend import Backend, Searcher
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.feed_position import FeedPosition
from webui.search.results.whole.feed import FeedEntry, FeedPage

_ARTICLES = [article(f"a{number:02}", "A storm") for number in range(40)]
_EVERYTHING = asking(today=TODAY)


def _known(articles: Sequence[Article]) -> dict[str, History]:
    return {each.id: past for each in articles if (past := made_up(each.id)) is not None}


def _page(
    searcher: Searcher, before: FeedPosition | None, size: int, criteria: Criteria = _EVERYTHING
) -> FeedPage:
    return searcher.find(criteria, relax=False).feed(before, size)


def _walked(searcher: Searcher, size: int, criteria: Criteria = _EVERYTHING) -> list[FeedEntry]:
    """Return the entries of all pages."""
    page = _page(searcher, None, size, criteria)
    entries = list(page.entries)
    while page.next:
        assert len(page.entries) == size
        page = _page(searcher, page.next, size, criteria)
        entries += page.entries
    return entries


def _positions(entries: Sequence[FeedEntry]) -> list[tuple[int, str]]:
    found = []
    for entry in entries:
        past = made_up(entry.hit.id)
        assert past is not None
        found.append((past.added.generation, past.first_id or entry.hit.id))
    return found


@pytest.mark.parametrize("size", [1, 3, 7, 100])
def test_what_came_last_comes_first(kind: Kind, size: int) -> None:
    """By generation, then by first id, whatever the page size; unknown ones are left out."""
    known = _known(_ARTICLES)
    with kind.searcher(_ARTICLES) as searcher:
        entries = _walked(searcher, size)
        page = _page(searcher, None, size)
    assert {entry.hit.id for entry in entries} == set(known)
    assert len(entries) == len(known) == page.total
    assert page.unknown == len(_ARTICLES) - len(known)
    positions = _positions(entries)
    assert positions == sorted(positions, reverse=True)
    assert len({entry.id for entry in entries}) == len(entries)
    assert page.newest == entries[0].hit.added


@generated(18)
@given(archives(most=14), searches(), st.integers(1, 9))
def test_feeds_are_those_of_the_reference(
    other: Kind, articles: list[Article], criteria: Criteria, size: int
) -> None:
    """Every page has the same entries with the same marks, notices and totals."""
    before: FeedPosition | None = None
    with other.searcher(articles) as searcher, REFERENCE.searcher(articles) as reference:
        while True:
            ours = _page(searcher, before, size, criteria)
            theirs = _page(reference, before, size, criteria)
            left, right = shown(ours), shown(theirs)
            for entry in (*left["entries"], *right["entries"]):
                del entry["hit"]["score"]
            assert left == right
            assert searcher.last_import == reference.last_import
            before = ours.next
            if before is None:
                break


@given(st.lists(st.lists(st.integers(0, 39), unique=True), min_size=1, max_size=6), st.data())
@generated(12)
def test_nothing_comes_twice_while_others_come_and_go(
    kind: Kind, states: list[list[int]], data: st.DataObject
) -> None:
    """A reader that goes on from page to page meets each once, and all that stayed."""
    begun = data.draw(st.lists(st.integers(0, 39), unique=True, min_size=5))
    with kind.make([_ARTICLES[number] for number in begun]) as made:
        page = _newest_page(made.backend, None)
        met = [entry.id for entry in page.entries]
        present = set(begun)
        for numbers in [*states, *[states[-1]] * 40]:
            if page.next is None:
                break
            if set(numbers) != present or numbers is not states[-1]:
                made.change([_ARTICLES[number] for number in numbers])
                present &= set(numbers)
            page = _newest_page(made.backend, page.next)
            met += [entry.id for entry in page.entries]
    assert len(met) == len(set(met))
    if page.next is None:
        stayed = _known([_ARTICLES[number] for number in present])
        with REFERENCE.searcher(_ARTICLES) as searcher:
            ids = {entry.hit.id: entry.id for entry in _walked(searcher, 100)}
        assert {ids[id] for id in stayed} <= set(met)


def _newest_page(backend: Backend, before: FeedPosition | None) -> FeedPage:
    with backend.searcher() as searcher:
        return _page(searcher, before, 2)


def test_a_position_need_not_be_an_article(kind: Kind) -> None:
    """What stands there may be gone: what comes after it comes all the same."""
    with kind.searcher(_ARTICLES) as searcher:
        every = _walked(searcher, 100)
        for generation in range(5):
            for id in ("", "a15", "a15~", "was/a20", "\U0010ffff"):
                page = _page(searcher, FeedPosition(generation, id), 100)
                expected = [
                    entry
                    for entry, position in zip(every, _positions(every), strict=True)
                    if position < (generation, id)
                ]
                assert page.entries == expected
                assert (page.total, page.next) == (len(every), None)


def test_an_empty_archive_has_an_empty_feed(kind: Kind) -> None:
    """There is no entry, no next page and no last import."""
    with kind.searcher() as searcher:
        page = _page(searcher, None, 10)
        assert (page.total, page.unknown, page.newest, page.next) == (0, 0, None, None)
        assert page.entries == []
        assert searcher.last_import is None


def test_the_last_import_is_of_the_whole_archive(kind: Kind) -> None:
    """The latest generation in which any article was first indexed, and when that was."""
    known = _known(_ARTICLES).values()
    latest = max(past.added.generation for past in known)
    with kind.searcher(_ARTICLES) as searcher:
        last = searcher.last_import
    assert last is not None
    assert last.generation == latest


def test_a_feed_does_not_depend_on_how_hits_are_listed(kind: Kind) -> None:
    """Order, groups and pages of the search leave it as it is."""
    listed = {"sort": "oldest", "group": "story", "page": 3, "size": 10}
    with kind.searcher(_ARTICLES) as searcher:
        asked = asking(q="storm", **listed, today=TODAY)
        page = _page(searcher, None, 10, asked)
        assert page == _page(searcher, None, 10, asking(q="storm", today=TODAY))
        assert len(page.entries) == 10


def test_ids_are_what_the_documentation_says(kind: Kind) -> None:
    """A UUID of version 5, of generation, time and first id."""
    known = _known(_ARTICLES)
    with kind.searcher(_ARTICLES) as searcher:
        for entry in _walked(searcher, 100):
            assert entry.id.startswith("urn:uuid:")
            assert entry.id[len("urn:uuid:") + 14] == "5"
    assert known
