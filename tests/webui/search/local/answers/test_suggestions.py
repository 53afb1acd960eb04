"""What is offered while a query is being typed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.article import Article
from tests.webui.search.library import article, generated, opened
from webui.search.criteria.criteria import Criteria
from webui.search.local.answers.suggestions import MAX_LENGTH, MAX_OFFERS, suggest
from webui.search.local.finding.find import count
from webui.search.local.snapshot.snapshot import Snapshot
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


@pytest.fixture(scope="module")
def library() -> Iterator[Snapshot]:
    """Return a snapshot of the library, in two segments, one of whose articles is deleted."""
    withdrawn = article("gone", "Azurite", provider="Azurite Weekly", topics=("Azurite",))
    with opened(LIBRARY[:6], [*LIBRARY[6:], withdrawn], deleted=["gone"]) as snapshot:
        yield snapshot


def texts(snapshot: Snapshot, typed: str, kind: str) -> list[str]:
    """Return the texts of one kind that are offered."""
    return [offer.text for offer in suggest(snapshot, typed) if offer.kind == kind]


@generated(200)
@given(typed=TEXTS)
def test_whatever_is_typed_has_an_answer(library: Snapshot, typed: str) -> None:
    """No text fails; offers are few, different, in order, and find what they say."""
    offers = suggest(library, typed)
    assert len(offers) <= MAX_OFFERS
    places = [KINDS.index(offer.kind) for offer in offers]
    assert places == sorted(places)
    assert len({(offer.kind, offer.text) for offer in offers}) == len(offers)
    for offer in offers:
        match offer.kind:
            case "word":
                assert offer.total == count(library, Criteria(q=offer.text)) > 0
            case "provider" | "topic":
                only = Criteria().including(offer.kind, offer.text)
                assert offer.total == count(library, only) > 0
            case "title":
                assert offer.total is None
                assert offer.article_id is not None
                doc = library.find(offer.article_id)
                assert doc is not None
                assert library.article(doc).title == offer.text


def test_all_kinds_are_offered_in_order(library: Snapshot) -> None:
    """Words, providers, topics, titles; with much of each, all have the same share."""
    assert [offer.kind for offer in suggest(library, "data")] == [
        kind for kind in KINDS for _ in range(2)
    ]


def test_what_one_kind_leaves_goes_to_others(library: Snapshot) -> None:
    """Where a kind has nothing to offer the others fill its places."""
    assert [offer.kind for offer in suggest(library, "data da")] == [
        *["word"] * 3,
        *["provider"] * 5,
    ]
    assert [offer.kind for offer in suggest(library, "big d")] == ["topic"] * 8


def test_a_word_is_offered_as_the_completed_query(library: Snapshot) -> None:
    """What was typed before the word stays, and what is found with it is counted."""
    assert suggest(library, "Peñalba outa")[:1] == [Offer("word", "Peñalba outage", 2)]
    assert texts(library, "north OR outa", "word") == ["north OR outage"]
    assert texts(library, "azu", "word") == ["azure"]


def test_a_completion_that_finds_nothing_is_not_offered(library: Snapshot) -> None:
    """Neither words of other articles nor those of deleted ones."""
    assert texts(library, "elsewhere dat", "word") == []
    assert suggest(library, "azuri") == []


def test_case_and_accents_make_no_difference(library: Snapshot) -> None:
    """Words, labels and titles are found by letters alone."""
    for typed in ("PENA", "peña", "Pen\u0303a"):
        assert texts(library, typed, "word") == ["penalba"]
        assert texts(library, typed, "provider") == ["El Faro de Peñalba"]
        assert texts(library, typed, "title") == ["Azure outage in Peñalba"]


def test_titles_have_all_the_words(library: Snapshot) -> None:
    """The last one may go on, and stop words count."""
    azure = ["Azure outage in Peñalba", "Azure outage in the north"]
    assert texts(library, "azure outa", "title") == azure
    assert texts(library, "outage azu", "title") == azure
    assert texts(library, "the azure out", "title") == azure[1:]
    assert texts(library, "outages aft", "title") == ["Outage after outage"]
    assert texts(library, "azure elsew", "title") == []


def test_the_best_titles_come_first_then_the_newest(library: Snapshot) -> None:
    """A title that repeats a word comes before newer ones; of equal ones the newest is first."""
    assert texts(library, "outage out", "title")[0] == "Outage after outage"
    assert texts(library, "outa", "title") == [
        "Azure outage in the north",
        "Azure outage in Peñalba",
        "Outage after outage",
    ]


@pytest.mark.parametrize("typed", ["az", "outage in", "azure OR out", "-north azu", "title:azu"])
def test_no_titles_for_a_short_word_or_an_operator(library: Snapshot, typed: str) -> None:
    """Titles are offered for three letters of a word at least, and for words alone."""
    assert texts(library, typed, "title") == []


def test_the_same_title_is_offered_once() -> None:
    """Of articles with one title it is the newest that is offered."""
    copies = [article(f"{day}", "Ferry strike", published=f"2022-06-0{day}") for day in (1, 3, 2)]
    with opened([*copies, article("other", "Ferry timetable")]) as snapshot:
        titles = [offer for offer in suggest(snapshot, "ferr") if offer.kind == "title"]
    assert titles == [
        Offer("title", "Ferry strike", None, "3"),
        Offer("title", "Ferry timetable", None, "other"),
    ]


@pytest.mark.parametrize(
    "typed", ["", " ", "d", " d ", "da" + "t" * MAX_LENGTH, "\ud800", "\x00\x00"]
)
def test_too_little_and_too_much_have_no_suggestions(library: Snapshot, typed: str) -> None:
    """Nothing is offered for less than two characters, or for more than anybody types."""
    assert suggest(library, typed) == []


def test_an_empty_index_offers_nothing() -> None:
    """No articles, no suggestions, no error."""
    with opened() as snapshot:
        assert suggest(snapshot, "azure") == []
