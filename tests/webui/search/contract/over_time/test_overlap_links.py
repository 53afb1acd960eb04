"""The searches for what two queries have in common."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.article import Article
from tests.webui.search.contract.support.backends import Kind
from tests.webui.search.contract.support.drawing import archives, odd_texts, queries, searches
from tests.webui.search.library import TODAY, article, generated
from webui.page.overlap_links import LinkedOverlap, linked_overlap
from webui.search.backend import Searcher
from webui.search.criteria.comparison import Asked, comparison_of
from webui.search.criteria.criteria import Criteria

texts = st.one_of(queries, queries, odd_texts).map(lambda text: text.encode("utf-8", "replace"))
two = st.lists(texts.map(bytes.decode).filter(str.strip), min_size=2, max_size=2, unique=True)
common = searches(st.just("")).filter(lambda criteria: not criteria.date)


def found(searcher: Searcher, criteria: Criteria) -> set[str]:
    """Return the ids of all that have all words of a search."""
    page = searcher.find(criteria.changed(size=100), relax=False).page()
    assert page.total == len(page.hits)
    return {hit.id for hit in page.hits}


def linked(searcher: Searcher, asked: Asked) -> LinkedOverlap:
    """Return the overlap of two queries with its searches."""
    (overlap,) = searcher.compare(asked).overlaps
    return linked_overlap(
        asked, overlap, lambda criteria: searcher.find(criteria, relax=False).total
    )


@pytest.mark.slow
@generated(7)
@given(articles=archives(), given_texts=st.lists(two, min_size=4, max_size=4), filters=common)
def test_a_link_finds_just_what_is_counted(
    kind: Kind, articles: list[Article], given_texts: list[list[str]], filters: Criteria
) -> None:
    """Whatever the queries, the filters and whether any word will do: these articles, no others."""
    with kind.searcher(articles) as searcher:
        for pair in given_texts:
            asked = Asked((pair[0], pair[1]), comparison_of(filters).common)
            first, second = (found(searcher, asked.search(text)) for text in pair)
            told = linked(searcher, asked)
            for count, search, expected in (
                (told.overlap.only_first, told.only_first, first - second),
                (told.overlap.both, told.both, first & second),
                (told.overlap.only_second, told.only_second, second - first),
            ):
                assert count == len(expected)
                assert search is None or found(searcher, search) == expected


@pytest.mark.parametrize("match", ["all", "any"])
def test_what_is_found_has_a_link(kind: Kind, match: str) -> None:
    """With operators, phrases and patterns on either side; what is not found has none."""
    articles = [
        article("a", "storm at sea"),
        article("b", "storm flood"),
        article("c", "a flooded river"),
        article("d", "calm"),
    ]
    common = comparison_of(Criteria(match=match, today=TODAY)).common  # type: ignore[arg-type]
    with kind.searcher(articles) as searcher:
        for one, other in (
            ("storm OR river", "flood"),
            ("the storm", "flood* -calm"),
            ("-calm", '"flooded river" OR flood'),
        ):
            told = linked(searcher, Asked((one, other), common))
            assert told.overlap.both
            for count, search in (
                (told.overlap.only_first, told.only_first),
                (told.overlap.both, told.both),
                (told.overlap.only_second, told.only_second),
            ):
                assert (count > 0) == (search is not None)
