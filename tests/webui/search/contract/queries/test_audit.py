"""The workbench for search strings."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.article import Article
from tests.webui.search.contract.support.backends import Kind
from tests.webui.search.contract.support.drawing import archives, searches
from tests.webui.search.contract.support.same import ask, ids, shown
from tests.webui.search.library import TODAY, article, asking, generated
from tests.webui.search.reference.backend import ReferenceBackend
from webui.search.backend import Searcher
from webui.search.criteria.criteria import Criteria
from webui.search.results.audit import Audit

_MATTERS = [
    ["storm", "storms", "flood", "flooded", "surge", "rescue", "rescued", "coast guard"],
    ["ferry", "ferries", "strike", "striking", "crew", "crews", "night train", "wages"],
    ["bridge", "bridges", "steel", "toll", "tolls", "opening", "new bridge", "C#"],
]
_ANYWHERE = ["the", "of", "region", "2021", "said", "council", "councils", "monday"]


def _made(seed: int, count: int) -> list[Article]:
    """Return articles on three matters, in words of their own."""
    random = Random(seed)  # noqa: S311 - not a secret
    made = []
    for number in range(count):
        words = random.choice(_MATTERS) * 2 + _ANYWHERE
        day = 1 + random.randrange(28)
        item = article(
            f"{number:02}",
            " ".join(random.sample(words, 4)),
            excerpt=" ".join(random.sample(words, random.randrange(9))),
            topics=tuple(random.sample(["Storm", "Ferries", "Bridges"], random.randrange(2))),
            provider=random.choice(["P", "Q", "R"]),
            published=f"2021-0{random.randrange(1, 9)}-{day:02}",
        )
        made.append(item)
    return made


made_archives = st.builds(_made, st.integers(0, 10**6), st.integers(20, 45))
strings = st.sampled_from(
    [
        "storm", "ferry OR bridge", "storm OR (ferry strike)", "(storm OR flood) NOT coast",
        "crew", "ferry -strike", "provider:p (storm OR bridge)", "=storms", "flood*", "ferry crews",
        '"night train" OR ferry', "published:2021-03..2021-06 storm", "storn~ OR toll", "the ferry",
        "title:storm OR excerpt:ferries", "topic:storm crew OR surge", "NOT ferry", "*",
    ]
)  # fmt: skip


@pytest.mark.slow
@generated(9)
@given(articles=archives(), asked=st.lists(searches(), min_size=4, max_size=4))
def test_an_audit_equals_that_of_the_reference(
    other: Kind, articles: list[Article], asked: list[Criteria]
) -> None:
    """Of any query: clauses, forms, fields and the tree, under any filters."""
    with (
        other.searcher(articles) as searcher,
        ReferenceBackend(articles).searcher() as reference,
    ):
        for criteria in asked:
            assert shown(searcher.audit(criteria)) == shown(reference.audit(criteria))


@pytest.mark.slow
@generated(9)
@given(
    articles=made_archives,
    asked=st.lists(searches(strings, topic=st.just([])), min_size=4, max_size=4),
)
def test_missing_words_equal_those_of_the_reference(
    other: Kind, articles: list[Article], asked: list[Criteria]
) -> None:
    """Of queries whose hits have words of their own."""
    with (
        other.searcher(articles) as searcher,
        ReferenceBackend(articles).searcher() as reference,
    ):
        for criteria in asked:
            assert shown(searcher.audit(criteria)) == shown(reference.audit(criteria))


@pytest.mark.slow
@generated(12)
@given(articles=made_archives, q=strings, dates=st.sampled_from([{}, {"from_": "2021-03"}]))
def test_every_number_is_what_its_query_finds(
    other: Kind, articles: list[Article], q: str, dates: dict[str, str]
) -> None:
    """Each query that is written out finds as many articles as stand beside it."""
    with other.searcher(articles) as searcher:

        def total(text: str) -> int:
            return searcher.find(asking(q=text, **dates, today=TODAY), relax=False).total

        audit = searcher.audit(asking(q=q, **dates, today=TODAY))
        assert audit.total == total(q)
        for clause in audit.clauses:
            assert clause.total == total(clause.text)
            assert clause.without == (total(clause.rest) if clause.rest else 0)
            assert clause.only == total(clause.only_query or "")
        for word in audit.forms:
            for form in word.forms:
                field, colon, _ = word.word.rpartition(":")
                assert form.total == total(f"{field}{colon}={form.form}")
                if form.keep and form.drop and "NOT" not in q and "-" not in q:
                    assert total(f"({form.keep}) OR ({form.drop})") == audit.total
        for missing in audit.missing:
            assert missing.total == total(missing.text)
            assert missing.adds == total(missing.query) - audit.total > 0
            assert missing.adds == total(f"({missing.query}) AND NOT ({audit.query.parsed})")


def _audit(searcher: Searcher, q: str, **fields: object) -> Audit:
    return searcher.audit(asking(q=q, today=TODAY, **fields))


ARTICLES = [
    article("a", "storm and flood", provider="P", published="2021-05-01"),
    article("b", "storm", excerpt="storms at sea", provider="Q", published="2021-05-02"),
    article("c", "flood", topics=("Storm",), provider="Q", published="2021-05-03"),
    article("d", "surge at sea", provider="P", published="2021-05-04"),
    article("e", "calm", provider="P", published="2021-05-05"),
]


def test_clauses_of_an_or(kind: Kind) -> None:
    """What each finds alone, what only it brings, and what is left without it."""
    with kind.searcher(ARTICLES) as searcher:
        audit = _audit(searcher, "(storm OR surge OR flood) NOT calm")
    assert (audit.total, audit.joined_by) == (4, "or")
    assert [(c.text, c.total, c.without, c.only) for c in audit.clauses] == [
        ("storm", 3, 3, 1),
        ("surge", 1, 3, 1),
        ("flood", 2, 4, 0),
    ]
    assert [[title.id for title in c.titles] for c in audit.clauses] == [["b"], ["d"], []]
    assert audit.clauses[0].rest == "(surge OR flood) NOT calm"


def test_clauses_of_an_and(kind: Kind) -> None:
    """Without OR they are the parts that must all match; without one there is more."""
    with kind.searcher(ARTICLES) as searcher:
        audit = _audit(searcher, "the storm sea")
        single = _audit(searcher, "storm -sea")
    assert audit.joined_by == "and"
    assert [(c.text, c.total, c.without, c.only) for c in audit.clauses] == [
        ("storm", 3, 2, 0),
        ("sea", 2, 3, 0),
    ]
    assert single.joined_by is None
    assert [(c.text, c.total, c.without) for c in single.clauses] == [("storm", 3, 0)]


def test_any_of_the_words_is_an_or(kind: Kind) -> None:
    """Where any of the words will do, they are alternatives; what narrows is none."""
    with kind.searcher(ARTICLES) as searcher:
        audit = _audit(searcher, "storm surge provider:p", match="any")
    assert audit.joined_by == "or"
    assert [(c.text, c.without) for c in audit.clauses] == [("storm", 1), ("surge", 1)]


def test_the_tree_says_how_a_query_is_read(kind: Kind) -> None:
    """Operators, texts and what each part finds by itself."""
    with kind.searcher(ARTICLES) as searcher:
        tree = _audit(searcher, "storm OR surge NOT calm").tree
    assert tree is not None
    assert (tree.operator, tree.total) == ("and", 4)
    (either, without) = tree.children
    assert [(part.text, part.total) for part in either.children] == [("storm", 3), ("surge", 1)]
    assert (without.operator, without.total, without.children[0].total) == ("not", 4, 1)


def test_forms_that_stemming_joins(kind: Kind) -> None:
    """Each with its articles, and queries that keep it alone or leave it out."""
    articles = [article(t, t) for t in ("security", "secure", "secures", "Security")]
    with kind.searcher(articles) as searcher:
        (word,) = _audit(searcher, "security OR calm").forms
        patterned = _audit(searcher, "secur*").forms
        kept = ids(ask(searcher, "=security OR calm"))
    assert word.word == "security"
    assert [(form.form, form.total) for form in word.forms] == [
        ("security", 2),
        ("secure", 1),
        ("secures", 1),
    ]
    assert word.forms[0].keep == "=security OR calm"
    assert word.forms[0].drop == "(=secure OR =secures) OR calm"
    assert [(form.form, form.total) for form in patterned[0].forms] == [
        (form.form, form.total) for form in word.forms
    ]
    assert sorted(kept) == ["Security", "security"]


def test_fields_say_where_it_is_found(kind: Kind) -> None:
    """Also how many articles are found by nothing but their topics."""
    with kind.searcher(ARTICLES) as searcher:
        fields = _audit(searcher, "storm").fields
    assert (fields.title, fields.excerpt, fields.topics, fields.topics_only) == (2, 1, 1, 1)


def test_a_provider_may_be_called_by_another_spelling(kind: Kind) -> None:
    """As in every search."""
    articles = [article("a", "storm", provider="P, Inc."), article("b", "storm", provider="Q")]
    with kind.searcher(articles) as searcher:
        audit = _audit(searcher, "storm", provider=["P%2c Inc."])
        named = _audit(searcher, 'storm provider:"P%2c Inc."')
    assert (audit.total, audit.clauses[0].total) == (1, 1)
    assert [(clause.total, clause.without) for clause in named.clauses] == [(2, 1), (1, 2)]


def _about(word: str, others: str, count: int, providers: str = "PQ") -> list[Article]:
    start = article("x", published="2021-05-01").published
    assert start is not None
    return [
        article(
            f"{word}-{n}",
            f"{word} {others}",
            excerpt=f"{word} {n} at place{n} number{n} of {n * 7}",
            provider=providers[n % len(providers)],
            published=(start + timedelta(days=11 * n)).isoformat()[:10],
        )
        for n in range(count)
    ]


def test_words_that_a_string_may_lack(kind: Kind) -> None:
    """Those distinctive of the hits that would find more; a link adds them, exclusions stay."""
    articles = [
        *_about("outage", "downtime", 8),
        *_about("holiday", "beach", 12),
        article("more", "downtime at noon", provider="P", published="2021-05-20"),
    ]
    with kind.searcher(articles) as searcher:
        audit = _audit(searcher, "outage -noise")
    (missing,) = audit.missing
    assert (missing.text, missing.total, missing.adds) == ("downtime", 9, 1)
    assert missing.query == "(outage OR downtime) AND NOT noise"
    assert missing.log_likelihood > 10.83


def test_a_word_of_one_provider_is_not_distinctive(kind: Kind) -> None:
    """It may be the way in which one house writes."""
    articles = [
        *_about("outage", "downtime", 8, providers="P"),
        *_about("holiday", "beach", 12),
        article("more", "downtime at noon", provider="P", published="2021-05-20"),
    ]
    with kind.searcher(articles) as searcher:
        assert _audit(searcher, "outage").missing == []


def test_nothing_is_asked_of_an_empty_index_or_without_a_query(kind: Kind) -> None:
    """There is an answer, in which nothing is counted but articles."""
    with kind.searcher() as searcher:
        empty = _audit(searcher, "storm")
    with kind.searcher(ARTICLES) as searcher:
        every = _audit(searcher, "")
    assert (empty.total, empty.missing, empty.clauses[0].total) == (0, [], 0)
    assert (every.total, every.clauses, every.forms, every.tree) == (5, [], [], None)
    assert (every.fields.title, every.fields.topics_only) == (5, 0)


def test_words_are_lacking_where_they_are_looked_for(kind: Kind) -> None:
    """With ``in``, what stands elsewhere is no evidence; topics are not what an article says."""
    articles = [
        *(
            article(
                f"s{n}",
                "storm gale",
                excerpt="storm sailor drowned",
                topics=["Storm"],
                provider="PQ"[n % 2],
            )
            for n in range(10)
        ),
        article("g", "gale", excerpt="a sailor slept"),
        *(article(f"c{n}", "calm", excerpt="quiet") for n in range(30)),
    ]
    with kind.searcher(articles) as searcher:
        lacking = {
            fields: {word.text: word for word in searcher.audit(
                asking(q="storm", in_=fields, today=TODAY)
            ).missing}
            for fields in ((), ("title",), ("excerpt",), ("title", "topics"), ("topics",))
        }  # fmt: skip
    assert set(lacking[()]) == {"gale", "sailor"}
    assert set(lacking["title",]) == set(lacking["title", "topics"]) == {"gale"}
    assert (lacking["title",]["gale"].articles, lacking["title",]["gale"].adds) == (10, 1)
    assert set(lacking["excerpt",]) == {"sailor"}
    assert lacking["topics",] == {}
