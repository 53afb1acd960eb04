"""What compiled queries find."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.query import AndNot, NullQuery, Phrase
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from indexer.contract.article import Article, Provider
from indexer.contract.opening import open_reader
from indexer.contract.schema import SEARCHED_FIELDS, WORDS_SUFFIX
from tests.webui.search import oracle
from tests.webui.search.library import article, ask, found, generated, opened, write
from tests.webui.search.trees import means, trees
from webui.search.criteria.criteria import Criteria, Match
from webui.search.local.compiling.compiler import compile_query
from webui.search.local.finding.matching import match_query
from webui.search.local.snapshot.local_snapshot import LocalSnapshot
from webui.search.local.words.expansion import expand
from webui.search.query.parser import parse_query
from webui.search.query.syntax import Node
from webui.search.query.terms import words

Index = tuple[list[list[Article]], set[str], list[Article]]


@pytest.mark.slow
@generated(27)
@given(oracle.indexes(), st.lists(trees, min_size=5, max_size=5))
def test_a_query_finds_what_it_means(index: Index, queries: list[Node]) -> None:
    """Any mix of words, phrases, patterns, ranges and operators finds what a recursion finds."""
    segments, deleted, left = index
    with opened(*segments, deleted=deleted) as snapshot:
        for tree in queries:
            text = str(tree)
            matched = match_query(snapshot, Criteria(q=text), parse_query(text), relax=False)
            expected = {item.id for item in left if means(tree, item)}
            assert {snapshot.columns.ids[doc] for doc in matched.matches.docs} == expected, text


@pytest.mark.slow
@generated(24)
@given(
    oracle.indexes(),
    st.lists(st.tuples(trees, st.sampled_from(["all", "any"])), min_size=4, max_size=4),
)
def test_scores_are_those_of_whoosh(index: Index, queries: list[tuple[Node, Match]]) -> None:
    """Whoosh's own matchers find the same articles with the same scores for the same query."""
    segments, deleted, _ = index
    with tempfile.TemporaryDirectory() as name:
        folder = write(Path(name), *segments, deleted=deleted)
        snapshot, reader = LocalSnapshot.open(folder), open_reader(folder).reader
        for tree, match in queries:
            query = expand(compile_query(tree, match), snapshot).query
            # Whoosh's matcher of AndNot is wrong; test_excluding.py is about those.
            if not has_exclusion(query):
                matches, expected = snapshot.execute(query), walked(reader, query)
                assert matches.docs.tolist() == sorted(expected)
                wanted = [expected[doc] for doc in matches.docs.tolist()]
                np.testing.assert_allclose(matches.scores, wanted, rtol=1e-4)
        snapshot.close()
        reader.close()


@pytest.mark.slow
@generated(18)
@given(oracle.indexes(), st.sampled_from(SEARCHED_FIELDS), st.data())
def test_a_phrase_of_exact_forms_finds_those_forms(
    index: Index, field: str, data: st.DataObject
) -> None:
    """In the fields of exact words a phrase finds what a loop finds, scored as by Whoosh."""
    segments, deleted, left = index
    texts = {item.id: _exact(item, field) for item in left}
    runs = _runs(text for own in texts.values() for text in own)
    phrase = data.draw(st.sampled_from(sorted({*runs, ("clouds", "cloud")})))
    with tempfile.TemporaryDirectory() as name:
        folder = write(Path(name), *segments, deleted=deleted)
        snapshot, reader = LocalSnapshot.open(folder), open_reader(folder).reader
        query = Phrase(field + WORDS_SUFFIX, list(phrase))
        matches, expected = snapshot.execute(query), walked(reader, query)
        ids = {snapshot.columns.ids[doc] for doc in matches.docs}
        assert ids == {id for id, text in texts.items() if phrase in _runs(text)}
        assert matches.docs.tolist() == sorted(expected)
        wanted = [expected[doc] for doc in matches.docs.tolist()]
        np.testing.assert_allclose(matches.scores, wanted, rtol=1e-4)
        snapshot.close()
        reader.close()


def _exact(item: Article, field: str) -> list[list[str]]:
    texts = {"title": [item.title], "excerpt": [item.excerpt], "topics": item.topics}[field]
    return [[token.text for token in words(text)] for text in texts]


def _runs(texts: Iterable[list[str]]) -> set[tuple[str, str]]:
    return {pair for text in texts for pair in pairwise(text)}


def has_exclusion(query: Any) -> bool:
    """Whether there is an ``AndNot`` in a query."""
    children = [] if query.is_leaf() else query.children()
    return isinstance(query, AndNot) or any(map(has_exclusion, children))


def walked(reader: Any, query: Any) -> dict[int, float]:
    """Return the documents that Whoosh's matchers find, with their scores."""
    searcher = Searcher(reader, weighting=BM25F(), closereader=False)
    scores = {}
    # An empty index has a reader without segments.
    for leaf, base in searcher.leaf_searchers() if reader.doc_count_all() else ():
        matcher = query.matcher(leaf, searcher.context())
        while matcher.is_active():
            scores[matcher.id() + base] = matcher.score()
            matcher.next()
    return scores


PUBLISHERS = [
    article("zdnet", provider=Provider("ZDNet", "www.zdnet.com")),
    article("bbc", provider=Provider("BBC News", "news.bbc.co.uk")),
    article("wire", provider=Provider("PR Newswire", "prnewswire.com")),
    article("bare", provider=Provider("", "example.org")),
    article("named", provider=Provider("Élan", "")),
    article("none", "zdnet bbc"),
]


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("provider:zdnet", {"zdnet"}),
        ("site:ZDNet.com", {"zdnet"}),
        ("site:www.zdnet.com", {"zdnet"}),
        ('provider:"zdnet.com"', {"zdnet"}),
        ("provider:bbc", {"bbc"}),
        ("provider:bbc.co.uk", {"bbc"}),
        ('provider:"BBC news"', {"bbc"}),
        ('provider:"news BBC"', set()),
        ('provider:"PR Newswire"', {"wire"}),
        ("provider:pr*", {"wire"}),
        ("site:*.co.uk", {"bbc"}),
        ("provider:zdnte~", {"zdnet"}),
        ("provider:elan", {"named"}),
        ("provider:example.org", {"bare"}),
        ("provider:[*", {"zdnet", "bbc", "wire", "named"}),
        ("provider:(zdnet OR elan)", {"zdnet", "named"}),
        ("-provider:zdnet -provider:bbc", {"wire", "bare", "named", "none"}),
        ("PROVIDER:zdnet", {"zdnet"}),
    ],
)
def test_providers_are_found_by_name_and_domain(q: str, expected: set[str]) -> None:
    """``provider:`` and ``site:`` look at the name and the domain, and at nothing else."""
    with opened(PUBLISHERS) as snapshot:
        assert found(snapshot, q) == expected


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("data-driven", {"a"}),
        ("driven-data", set()),
        ("data-driv*", {"a", "b"}),
        ("C#", {"c"}),
        ("c", {"d"}),
        ("C++", {"d"}),
        ("don't", {"e"}),
        ("日本", {"f"}),
        ("本日", set()),
        ("日本*", {"f"}),
        ("penalba", {"g"}),
        ("PEN\u0303ALBA", {"g"}),
        ("strasse", {"h"}),
        ("\u0301", set()),
    ],
)
def test_words_of_all_kinds(q: str, expected: set[str]) -> None:
    """Hyphens, signs, scripts without spaces and accents are read as the index reads them."""
    titles = {
        "a": "A data-driven day", "b": "driven by big data", "c": "C# is here", "d": "C and C++",
        "e": "They don't", "f": "日本語", "g": "Peñalba", "h": "Straße",
    }  # fmt: skip
    with opened([article(id, title) for id, title in titles.items()]) as snapshot:
        assert found(snapshot, q) == expected


def test_types_are_compared_as_they_are_written() -> None:
    """``type:`` takes the facet's value, quoted if it has spaces, or a pattern."""
    with opened(
        [article("a", type="on demand"), article("b", type="video"), article("c")]
    ) as snapshot:
        assert found(snapshot, 'type:"on demand"') == {"a"}
        assert found(snapshot, "type:vid*") == {"b"}
        assert found(snapshot, "type:video~") == {"b"}


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("after:2021-08-26", {"26", "27"}),
        ("before:2021-08-26", {"25"}),
        ("published:2021-08-26", {"26"}),
        ("published:2021-08", {"25", "26", "27"}),
        ("published:>2021-08-26", {"27"}),
        ("published:>=2021-08-26", {"26", "27"}),
        ("published:<2021-08-26", {"25"}),
        ("published:<=2021-08-26", {"25", "26"}),
        ("published:2021-08-25..2021-08-26", {"25", "26"}),
        ("published:..2021-08-25", {"25"}),
        ("published:2021-08-27..", {"27"}),
        ("after:2021-08-26 before:2021-08-27", {"26"}),
        ("after:2021-08-27 before:2021-08-26", set()),
        ("after:2021-08-27 OR before:2021-08-26", {"25", "27"}),
        ("-after:2021-08-26", {"25", "never"}),
        ("published:2022..2020", set()),
    ],
)
def test_days_are_whole(q: str, expected: set[str]) -> None:
    """``after:`` includes its day to its first moment, ``before:`` excludes it to that."""
    days = [
        article("25", published="2021-08-25T23:59:59.999999"),
        article("26", published="2021-08-26T00:00:00"),
        article("27", published="2021-08-27"),
        article("never"),
    ]
    with opened(days) as snapshot:
        assert found(snapshot, q) == expected


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("quality:>50", {"51"}),
        ("quality:>=50", {"50", "51"}),
        ("quality:50", {"50"}),
        ("quality:=50", {"50"}),
        ("quality:<50", {"-5"}),
        ("quality:-5..50", {"-5", "50"}),
        ("quality:>50 quality:<50", set()),
        ("heat:<=0", {"50"}),
        ("heat:-1", {"-5", "none"}),
        ("heat:..9", {"50", "51"}),
        ("heat:<0", set()),
        ("is:curated", {"51"}),
        ("-is:curated", {"-5", "50", "none"}),
    ],
)
def test_numbers_are_compared(q: str, expected: set[str]) -> None:
    """Bounds hold, what is not given never does, and unknown heat is no little heat."""
    articles = [
        article("-5", quality=-5),
        article("50", quality=50, heat=0),
        article("51", quality=51, heat=9, curated=True),
        article("none"),
    ]
    with opened(articles) as snapshot:
        assert found(snapshot, q) == expected


def test_nothing_to_search_compiles_to_nothing() -> None:
    """A tree without a searchable word, or no tree, is Whoosh's null query."""
    assert compile_query(None, "all") is NullQuery
    assert compile_query(parse_query("!!! NOT ???").tree, "any") is NullQuery


def test_brackets_of_what_narrows_narrow() -> None:
    """A bracket of providers, dates or types holds where any of the words will do."""
    articles = [
        article("a", "storm", provider="P"),
        article("b", "storm", provider="Q"),
        article("c", "calm", provider="P"),
    ]
    with opened(articles) as snapshot:
        for q in ("storm unicorn provider:(p OR r)", "storm unicorn (provider:p NOT type:x)"):
            assert found(snapshot, q) == {"a"}, q
            assert found(snapshot, q, match="any") == {"a"}, q
        plain = ask(snapshot, "storm").hits[0].score
        assert {hit.score for hit in ask(snapshot, "storm provider:(p OR q)").hits} == {plain}


def test_punctuation_is_no_word_beside_stop_words() -> None:
    """Very common words count where there are no others, whatever signs stand beside them."""
    with opened([article("a", "the storm"), article("b", "storm")]) as snapshot:
        assert found(snapshot, "the !!!") == {"a"}
        assert found(snapshot, "the (!!! ?!)") == {"a"}
        assert found(snapshot, "the !!! storm") == {"a", "b"}


def test_several_words_cannot_be_fuzzy() -> None:
    """They are words like others: a phrase, and apart where any of the words will do."""
    with opened([article("a", "data-driven"), article("b", "driven")]) as snapshot:
        assert found(snapshot, "data-driven~") == {"a"}
        assert found(snapshot, "data-driven~", match="any") == {"a", "b"}


def test_a_word_counts_as_often_as_it_is_repeated() -> None:
    """Also where some of it is in brackets."""
    with opened([article("a", "storm")]) as snapshot:
        once, four = (
            ask(snapshot, q).hits[0].score or 0 for q in ("storm", "storm storm (storm storm)")
        )
    assert four == pytest.approx(4 * once, rel=1e-5)
