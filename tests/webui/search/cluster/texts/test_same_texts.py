"""What is asked of words and texts, in a cluster and in an index on this machine."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from whoosh.query import Or

from indexer.contract.article import Article, Provider
from indexer.contract.schema import SEARCHED_FIELDS, WORDS_SUFFIX
from tests.webui.search.cluster.texts.library import PlainSearching, twice
from tests.webui.search.library import article
from webui.search.cluster.texts import cluster_vocabulary, votes_elsewhere
from webui.search.cluster.texts.article_counts import ArticleCounts
from webui.search.cluster.texts.asking import Clause
from webui.search.cluster.texts.cluster_links import linked_numbers
from webui.search.cluster.texts.cluster_scoring import ClusterScoring
from webui.search.cluster.texts.cluster_texts import ClusterTexts
from webui.search.cluster.texts.cluster_vocabulary import ClusterWords, Known
from webui.search.cluster.texts.number_sets import numbered
from webui.search.local.answers.distinctive_words import candidates, sides_of
from webui.search.local.engine import CombinedTerm, Matches
from webui.search.local.forward.segment_tokens import TEXT_FIELDS
from webui.search.local.snapshot.local_snapshot import LocalSnapshot

pytestmark = pytest.mark.cluster

Both = tuple[LocalSnapshot, PlainSearching]

WORDS = [
    "a", "I", "ab", "abc", "abcd", "acbd", "bcd", "C#", "c++", "zürich", "Zurich", "2024", "b2b",
    "dying", "die", "sky", "skies", "hope", "hoping", "security", "secure", "secures", "secured",
    "nationalisation", "nationalization", "national", "nation", "striking", "the", "of", "漢字",
    "x_y", "\u0301",
]  # fmt: skip
_LINKS = [f"https://example.com/{number}" for number in range(40)]


def _articles(number: int) -> list[Article]:
    """Return articles of which every third one is about a strike of ferries."""
    chance = random.Random(17)  # noqa: S311

    def text(most: int, *more: str) -> str:
        words = chance.choices(WORDS, k=chance.randint(0, most))
        return " ".join([*words, *more])

    made = []
    for place in range(number):
        about = ("ferry", chance.choice(["strike", "strikes"]), "harbour")[: 0 if place % 3 else 3]
        made.append(
            article(
                f"a{place:03}",
                text(6, *about[:2]),
                excerpt=text(20, *about),
                topics=tuple(text(2) for _ in range(chance.randint(0, 2))),
                provider=Provider(f"Paper {place % 4}", f"p{place % 4}.example.com", ""),
                web_url=chance.choice(_LINKS),
                related=tuple(chance.sample(_LINKS, chance.randint(0, 3))),
            )
        )
    return made


@pytest.fixture(scope="module")
def both(cluster_url: str) -> Iterator[Both]:
    """Lend a state, here and in the cluster."""
    articles = _articles(150)
    with twice(cluster_url, articles[:90], articles[90:]) as pair:
        yield pair


@pytest.mark.parametrize("field", SEARCHED_FIELDS)
@pytest.mark.parametrize("distance", [1, 2])
def test_words_near_another_are_the_same(both: Both, field: str, distance: int) -> None:
    """With as many articles each, whether they begin alike or not, and however short they are."""
    snapshot, searching = both
    here = snapshot.vocabulary(field + WORDS_SUFFIX)
    there = ClusterWords(searching, field + WORDS_SUFFIX, Known())
    for word in ("b", "ba", "abc", "abdc", "xabcd", "hopign", "kies", "c", "mecures", "tional"):
        assert there.near(word, distance) == here.near(word, distance)


@pytest.mark.parametrize("at_once", [3, 50_000])
def test_words_like_a_pattern_are_the_same(
    both: Both, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many the cluster tells at a time."""
    monkeypatch.setattr(cluster_vocabulary, "_AT_ONCE", at_once)
    snapshot, searching = both
    for field in ("title_words", "topics_words", "provider", "domain"):
        here, there = snapshot.vocabulary(field), ClusterWords(searching, field, Known())
        for pattern in ("*", "s*", "*s", "*at*n*", "sky", "zebra*", "c#*", "*_*", "*a" * 15 + "*"):
            assert there.like(pattern) == here.like(pattern)


def test_the_most_frequent_words_are_the_first_ones(both: Both) -> None:
    """Of equals the first by their letters."""
    snapshot, searching = both
    every = snapshot.vocabulary("excerpt_words").like("*s*")
    ranked = sorted(every, key=lambda word: (-every[word], word))
    for most in (1, 5, 8, 1000):
        found = ClusterWords(searching, "excerpt_words", Known()).like("*s*", most)
        assert list(found) == ranked[:most]
        assert all(found[word] == every[word] for word in found)


@pytest.mark.parametrize(
    "pattern",
    [
        "*" + "*".join(["ab" * 25] * 11) + "*",
        "*" + "*".join("a" * length for length in range(1, 40)) + "*",
        "*" + "x" * 5000 + "*",
        "a" * 20_000 + "*",
        "a" * 20_000,
        "*" + "b" * 20_000,
        "*".join("漢字" * 1000),
    ],
)
def test_patterns_of_very_many_letters_are_no_error(both: Both, pattern: str) -> None:
    """Whatever the cluster would take for too complex is asked in a simpler way."""
    searching = both[1]
    assert ClusterWords(searching, "excerpt_words", Known()).like(pattern) == {}
    assert ClusterWords(searching, "excerpt_words", Known()).like(pattern, 10) == {}


@pytest.mark.parametrize("word", ["a" * 64, "ab" * 32, "漢字" * 32, "abcdefgh" * 8, "a" * 65, ""])
def test_long_words_with_slips_are_no_error(both: Both, word: str) -> None:
    """Up to those that nobody types."""
    for distance in (1, 2):
        assert ClusterWords(both[1], "excerpt_words", Known()).near(word, distance) == {}


def test_what_was_found_is_remembered(both: Both) -> None:
    """Who asks again for the same does not ask the cluster."""
    searching, known = both[1], Known()
    before = searching.asked
    for _ in range(3):
        ClusterWords(searching, "title_words", known).like("s*")
        ClusterWords(searching, "title_words", known).near("sky", 1)
    assert searching.asked == before + 2


def test_articles_with_words_are_as_many(both: Both) -> None:
    """Of stems, of words as they are written, and of words that there are none of."""
    snapshot, searching = both
    counts, words = ArticleCounts(searching), ["strike", "sky", "zurich", "c++", "zebra", "hope"]
    for fields in (("title", "excerpt"), tuple(f + WORDS_SUFFIX for f in SEARCHED_FIELDS)):
        assert counts.frequencies(fields, words) == snapshot.frequencies(fields, words)
    before = searching.asked
    counts.frequencies(("title", "excerpt"), words)
    assert searching.asked == before
    assert counts.frequencies(("title",), []) == {}


def _never(query: Any, within: Clause) -> Matches:
    raise AssertionError((query, within))


def test_scores_are_those_of_a_search_for_any_of_the_words() -> None:
    """Of some articles; those that have none of them score nothing."""
    asked: list[tuple[Any, Clause]] = []

    def execute(query: Any, within: Clause) -> Matches:
        asked.append((query, within))
        return Matches(np.array([3, 9]), np.array([0.5, 1.5], np.float32))

    searching = PlainSearching.__new__(PlainSearching)
    scoring = ClusterScoring(searching, ArticleCounts(searching), 20, execute)
    words, docs = [CombinedTerm({"title": 1.0}, "sky", 0.5)], np.array([1, 3, 4, 9])
    assert scoring.scores_in(words, docs).tolist() == [0, 0.5, 0, 1.5]
    assert scoring.scores_in([], docs).tolist() == [0] * 4
    assert asked == [(Or(words), numbered(docs))]


def test_figures_of_scores_are_the_same(both: Both) -> None:
    """Where the index here has no deleted documents."""
    snapshot, searching = both
    here = snapshot.scoring
    there = ClusterScoring(searching, ArticleCounts(searching), here.documents, _never)
    words = [
        CombinedTerm(dict.fromkeys(fields, 1.0), text)
        for fields in (SEARCHED_FIELDS, ("title", "excerpt"), ("topics",))
        for text in ("strike", "sky", "zebra", "c#")
    ]
    assert there.documents_with(words) == here.documents_with(words)
    for field in SEARCHED_FIELDS:
        assert there.average_length(field) == here.average_length(field)
    assert there.norm(3.0, 7.0) == here.norm(3.0, 7.0)


def test_named_articles_are_the_same(both: Both) -> None:
    """Those of an address, however many they are, with its place in the list."""
    snapshot, searching = both
    for doc in range(len(snapshot.columns)):
        for here, there in zip(snapshot.linked(doc), linked_numbers(searching, doc), strict=True):
            assert there.tolist() == here.tolist()


@pytest.mark.parametrize("at_once", [1, 3, 50_000])
def test_forms_of_a_stem_are_the_same(
    both: Both, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where it has other letters, or only the first; however many are told at a time."""
    monkeypatch.setattr(cluster_vocabulary, "_AT_ONCE", at_once)
    snapshot, searching = both
    here, there = snapshot.texts(TEXT_FIELDS), ClusterTexts(searching, TEXT_FIELDS)
    for stem in ("die", "sky", "hope", "secur", "nation", "nationalis", "ferri", "c#", "zebra"):
        assert there.forms_of(stem) == here.forms_of(stem)


@pytest.mark.parametrize("by_story", [True, False])
@pytest.mark.parametrize("fields", [TEXT_FIELDS, ("title",), ("excerpt",)])
@pytest.mark.parametrize("at_once", [2, 100])
def test_distinctive_words_are_the_same(
    both: Both,
    by_story: bool,
    fields: tuple[str, ...],
    at_once: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With the same figures and in the same forms, single ones and pairs."""
    monkeypatch.setattr(votes_elsewhere, "_AT_ONCE", at_once)
    monkeypatch.setattr(votes_elsewhere, "_COUNTED", 10 * at_once)
    snapshot, searching = both
    places = np.arange(len(snapshot.columns))
    found = []
    for hits, others in ((places % 3 == 0, places % 3 != 0), (places < 40, places > 60)):
        sides = sides_of(snapshot, hits, others, by_story=by_story)
        told = list[Any]()
        for texts in (snapshot.texts(fields), ClusterTexts(searching, fields)):
            words = texts.compared(sides)
            best = candidates(words, sides, {"harbour"})
            written = words.written_forms([each.stems for each in best])
            told.append([(each.rank, each.articles, each.among, each.elsewhere) for each in best])
            told.append(written)
        assert told[:2] == told[2:]
        found += told[1]
    assert any(len(forms) == 1 for forms in found)
    assert any(len(forms) == 2 for forms in found)


def test_nothing_is_distinctive_of_nothing(both: Both) -> None:
    """No hits, and no others, are no error."""
    snapshot, searching = both
    none, every = (np.full(len(snapshot.columns), value) for value in (False, True))
    for hits, others in ((none, every), (every, none), (none, none)):
        sides = sides_of(snapshot, hits, others)
        words = ClusterTexts(searching, TEXT_FIELDS).compared(sides)
        assert candidates(words, sides, ()) == []
        assert len(words.count_pairs(np.empty(0, np.int64)).items) == 0
