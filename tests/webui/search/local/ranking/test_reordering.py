"""What the best hits say, on real indexes: scores of words, and hits that tie."""

from __future__ import annotations

import numpy as np
import pytest
from whoosh.query import And, AndNot, ConstantScoreQuery, Or, Require, Term

from tests.webui.search.library import article, ask, ids, in_segments, opened
from webui.search.local.engine import CombinedTerm
from webui.search.local.ranking.asked_words import asked_words

FIELDS = {"title": 2.0, "excerpt": 1.0}
LONG = "harbour " * 40
ARTICLES = [
    article("a", "Ferry", excerpt="A strike at the harbour"),
    article("b", "Strike", excerpt=LONG),
    article("c", "Bridge", excerpt="Ferry and ferry"),
    article("d", "Nothing"),
    article("e", "Ferry strike", excerpt="strike"),
]


@pytest.mark.parametrize("cuts", [[], [2], [1, 2, 4]])
def test_words_score_what_a_search_for_them_scores(cuts: list[int]) -> None:
    """In some documents only, over several segments."""
    words = [CombinedTerm(FIELDS, word) for word in ("ferri", "strike", "harbour", "zebra")]
    words += [CombinedTerm({"title": 1.0}, "ferri", 0.3)]
    docs = np.array([0, 1, 3, 4])
    with opened(*in_segments(ARTICLES, cuts)) as snapshot:
        for word in words:
            # Before the search, which would leave the scores of all documents in the cache.
            found = snapshot.scoring.scores_in([word], docs)
            matches = snapshot.execute(word)
            expected = np.zeros(len(ARTICLES))
            expected[matches.docs] = matches.scores
            assert found == pytest.approx(expected[docs], rel=1e-5)


def test_what_the_best_hits_say_may_be_missing_in_a_segment() -> None:
    """Their words are looked for in all segments, and each may lack some of them."""
    port = [article(f"p{n}", "Harbour strike", excerpt="ferry " * (1 + n % 3)) for n in range(15)]
    meadow = [article(f"m{n}", "Harbour", excerpt="cows") for n in range(15)]
    other = [article(f"o{n}", "Nothing", excerpt="a quiet day") for n in range(300)]
    with opened(*in_segments(port + meadow + other, [15])) as snapshot:
        result = ask(snapshot, "harbour strike", match="any")
        assert result.query.added == ["ferry"]
        assert result.total == 30


def test_what_is_asked_for_is_read_from_what_was_compiled() -> None:
    """Words that score, as often as they count; not what narrows or excludes."""
    ferry, strike, port = (CombinedTerm(FIELDS, word) for word in ("ferri", "strike", "port"))
    narrowed = Require(Or([ferry, And([strike, ferry.with_boost(2.0)])]), Term("type", "article"))
    query = AndNot(narrowed, Or([port]))
    assert asked_words(query) == {ferry: 3.0, strike: 1.0}
    assert asked_words(ConstantScoreQuery(ferry)) == {}


def test_hits_that_all_tie_stay_as_they_are() -> None:
    """Of hundreds that score the same none leads, and all are found."""
    articles = [article(f"{n:04}", "Zebra crossing", excerpt="Stripes") for n in range(640)]
    articles += [article(f"x{n:04}", "Weather") for n in range(4000)]
    with opened(articles) as snapshot:
        result = ask(snapshot, "zebra crossing", match="any")
    assert (result.total, result.query.added) == (640, None)
    assert ids(result) == [f"{n:04}" for n in range(20)]


def test_of_many_hits_only_the_leading_ones_change_places() -> None:
    """Whatever is below has the order that it has without, and comes after them."""

    def excerpt(number: int) -> str:
        return f"{'crossing ' * (number % 5)}of {'stripes' if number % 2 else number}"

    articles = [article(f"{n:04}", "Zebra", excerpt=excerpt(n)) for n in range(500)]
    articles += [article(f"b{n}", "Zebra crossing", excerpt="crossing stripes") for n in range(3)]
    articles += [article(f"x{n:04}", "Weather") for n in range(4000)]

    def ordered(*, feedback: bool) -> list[str]:
        asked = {"match": "any", "size": 100, "feedback": feedback}
        pages = [ask(snapshot, "zebra crossing", page=page, **asked) for page in range(1, 7)]
        return [id for page in pages for id in ids(page)]

    with opened(articles) as snapshot:
        first, second = ordered(feedback=True), ordered(feedback=False)
    assert first != second
    assert sorted(first) == sorted(second)
    assert first[320:] == second[320:]
    assert all(int(id) % 2 for id in first[3:50])
