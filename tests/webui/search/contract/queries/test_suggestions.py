"""What is offered while a query is being typed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.article import Article
from tests.webui.search.contract.support.backends import Kind
from tests.webui.search.contract.support.drawing import archives
from tests.webui.search.library import article, generated
from tests.webui.search.reference.backend import ReferenceBackend
from webui.search.backend import Searcher
from webui.search.results.suggestions import Offer

KINDS = ["word", "provider", "topic", "title"]
OTHERS: list[Article] = [
    article(
        f"d{number}",
        f"Database migration part {number}",
        provider=f"Data Daily {number}",
        topics=(f"Data {number}", f"Big data {number}"),
        excerpt="datacenter datasets dataflow datum",
        published=f"2021-08-{number + 1:02}",
    )
    for number in range(9)
]
LIBRARY: list[Article] = [
    article(
        "old", "Azure outage in Peñalba", provider="El Faro de Peñalba", published="2020-01-01"
    ),
    article("new", "Azure outage in the north", topics=("Azure",), published="2021-01-01"),
    article("both", "Outage after outage", topics=("Azure", "Outages"), published="2019-01-01"),
    article("text", "Elsewhere", excerpt="Peñalba without azure and outages"),
    *OTHERS,
]
FRAGMENTS = st.sampled_from(
    [
        "da", "data", "azu", "out", "peñ", "el", "the", "dat outa", '"', "(", ")", "*", "~", ":",
        "title:", "provider:", "-", "NOT ", "OR ", "\\", "[a-z]+", "\x00", "\ud800", "\u202e", "é",
        "日本", "שלום", " ", "\n", "\t", "9" * 30,
    ]
)  # fmt: skip
TEXTS = st.lists(FRAGMENTS | st.text(max_size=4), max_size=6).map("".join)


TYPED = st.lists(
    st.sampled_from(
        ["clo", "the", "da", "data-dr", "zeb", "dai", "bare", "caf", "new", "st", "cl"]
    ),
    min_size=1,
    max_size=3,
).map(" ".join)


@pytest.fixture(scope="module")
def library(kind: Kind) -> Iterator[Searcher]:
    """Lend a searcher over the library."""
    with kind.searcher(LIBRARY) as searcher:
        yield searcher


@pytest.fixture(scope="module")
def others_library(other: Kind) -> Iterator[Searcher]:
    """Lend a searcher over the library, of a backend that is compared."""
    with other.searcher(LIBRARY) as searcher:
        yield searcher


@pytest.fixture(scope="module")
def reference() -> Iterator[Searcher]:
    """Lend the reference's searcher over the library."""
    with ReferenceBackend(LIBRARY).searcher() as searcher:
        yield searcher


def texts(searcher: Searcher, typed: str, kind: str) -> list[str]:
    """Return the texts of one kind that are offered."""
    return [offer.text for offer in searcher.suggest(typed) if offer.kind == kind]


@generated(36)
@given(typed=TEXTS)
def test_what_is_offered_equals_what_the_reference_offers(
    other: Kind, typed: str, others_library: Searcher, reference: Searcher
) -> None:
    """No text fails; the same words, labels and titles are offered, with the same totals."""
    offers = others_library.suggest(typed)
    if other.exact:
        assert list(offers) == list(reference.suggest(typed))
    assert len(offers) <= 8
    places = [KINDS.index(offer.kind) for offer in offers]
    assert places == sorted(places)


@pytest.mark.slow
@generated(6)
@given(articles=archives(), typed=st.lists(TYPED, min_size=8, max_size=8))
def test_any_archive_is_offered_as_the_reference_offers_it(
    other: Kind, articles: list[Article], typed: list[str]
) -> None:
    """Words, labels and titles of articles that are near to each other."""
    with (
        other.searcher(articles) as searcher,
        ReferenceBackend(articles).searcher() as reference,
    ):
        for text in typed:
            ours, theirs = searcher.suggest(text), reference.suggest(text)
            # Words of deleted articles may stand in the way of others.
            kinds = KINDS if other.exact else ["provider", "topic"]
            assert [o for o in ours if o.kind in kinds] == [o for o in theirs if o.kind in kinds]


def test_all_kinds_are_offered_in_order(library: Searcher) -> None:
    """Words, providers, topics, titles; with much of each, all have the same share."""
    assert [offer.kind for offer in library.suggest("data")] == [
        kind for kind in KINDS for _ in range(2)
    ]


def test_what_one_kind_leaves_goes_to_others(library: Searcher) -> None:
    """Where a kind has nothing to offer the others fill its places."""
    assert [offer.kind for offer in library.suggest("data da")] == [
        *["word"] * 3,
        *["provider"] * 5,
    ]
    assert [offer.kind for offer in library.suggest("big d")] == ["topic"] * 8


def test_a_word_is_offered_as_the_completed_query(library: Searcher) -> None:
    """What was typed before the word stays, and what is found with it is counted."""
    assert library.suggest("Peñalba outa")[:1] == [Offer("word", "Peñalba outage", 2)]
    assert texts(library, "north OR outa", "word") == ["north OR outage"]
    assert texts(library, "azu", "word") == ["azure"]


def test_a_completion_that_finds_nothing_is_not_offered(library: Searcher) -> None:
    """Neither words of other articles nor those of deleted ones."""
    assert texts(library, "elsewhere dat", "word") == []
    assert library.suggest("azuri") == []


def test_case_and_accents_make_no_difference(library: Searcher) -> None:
    """Words, labels and titles are found by letters alone."""
    for typed in ("PENA", "peña", "Pen\u0303a"):
        assert texts(library, typed, "word") == ["penalba"]
        assert texts(library, typed, "provider") == ["El Faro de Peñalba"]
        assert texts(library, typed, "title") == ["Azure outage in Peñalba"]


def test_titles_have_all_the_words(library: Searcher) -> None:
    """The last one may go on, and stop words count."""
    azure = ["Azure outage in Peñalba", "Azure outage in the north"]
    assert texts(library, "azure outa", "title") == azure
    assert texts(library, "outage azu", "title") == azure
    assert texts(library, "the azure out", "title") == azure[1:]
    assert texts(library, "outages aft", "title") == ["Outage after outage"]
    assert texts(library, "azure elsew", "title") == []


def test_the_best_titles_come_first_then_the_newest(library: Searcher) -> None:
    """A title that repeats a word comes before newer ones; of equal ones the newest is first."""
    assert texts(library, "outage out", "title")[0] == "Outage after outage"
    assert texts(library, "outa", "title") == [
        "Azure outage in the north",
        "Azure outage in Peñalba",
        "Outage after outage",
    ]


@pytest.mark.parametrize("typed", ["az", "outage in", "azure OR out", "-north azu", "title:azu"])
def test_no_titles_for_a_short_word_or_an_operator(library: Searcher, typed: str) -> None:
    """Titles are offered for three letters of a word at least, and for words alone."""
    assert texts(library, typed, "title") == []


def test_the_same_title_is_offered_once(kind: Kind) -> None:
    """Of articles with one title it is the newest that is offered."""
    copies = [article(f"{day}", "Ferry strike", published=f"2022-06-0{day}") for day in (1, 3, 2)]
    with kind.searcher([*copies, article("other", "Ferry timetable")]) as searcher:
        titles = [offer for offer in searcher.suggest("ferr") if offer.kind == "title"]
    assert titles == [
        Offer("title", "Ferry strike", None, "3"),
        Offer("title", "Ferry timetable", None, "other"),
    ]


@pytest.mark.parametrize("typed", ["", " ", "d", " d ", "da" + "t" * 200, "\ud800", "\x00\x00"])
def test_too_little_and_too_much_have_no_suggestions(library: Searcher, typed: str) -> None:
    """Nothing is offered for less than two characters, or for more than anybody types."""
    assert library.suggest(typed) == []


def test_an_empty_index_offers_nothing(kind: Kind) -> None:
    """No articles, no suggestions, no error."""
    with kind.searcher() as searcher:
        assert searcher.suggest("azure") == []
