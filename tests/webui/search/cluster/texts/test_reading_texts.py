"""What is read and counted, from answers as a cluster gives them."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from indexer.contract.schema import WORDS_SUFFIX
from webui.search.cluster.texts.article_counts import ArticleCounts
from webui.search.cluster.texts.asking import Clause
from webui.search.cluster.texts.hit_texts import hit_index

_FIELDS = ("title", "excerpt")


def _value(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


class _Answers:
    """Stands for a cluster that has some texts, and says how many articles have a word."""

    def __init__(self, texts: Mapping[int, str | None]) -> None:
        self._texts = texts
        self.asked: list[int] = []

    def search(self, query: Clause, *, scored: bool = False, **more: Any) -> Mapping[str, Any]:
        raise AssertionError(query)

    def several(self, queries: Sequence[Clause], **more: Any) -> list[Mapping[str, Any]]:
        self.asked.append(len(queries))
        found = list[Mapping[str, Any]]()
        for query in queries:
            ways = [next(iter(way["terms"].items())) for way in query["bool"]["should"]]
            count = sum(len(field) * len(words[0]) for field, words in ways)
            found.append({"hits": {"total": {"value": count, "relation": "eq"}}})
        return found

    def pages(self, query: Clause, size: int, **more: Any) -> Iterator[list[Mapping[str, Any]]]:
        for number, text in self._texts.items():
            fields = {} if text is None else {"fields": {"running_words": [_value(text)]}}
            yield [{"sort": [number], **fields}]


def _runs(texts: Mapping[int, str | None], fields: Sequence[str]) -> list[list[list[str]]]:
    """Return the words of each article, a list for each run without a gap."""
    docs = np.array(list(texts), np.int64)
    index = hit_index(_Answers(texts), docs, np.arange(len(docs)), fields)
    found = []
    for start, end in zip(index.starts[:-1].tolist(), index.starts[1:].tolist(), strict=True):
        runs: list[list[str]] = [[]]
        for form in index.forms[start:end].tolist():
            if form < 0:
                runs.append([])
            else:
                runs[-1].append(index.lexicon.forms[form])
        assert not runs[-1]
        found.append([run for run in runs if run])
    return found


def test_texts_are_read_with_a_gap_after_each() -> None:
    """Title and excerpt, or one of them; neither has to be there."""
    texts = {3: "zebra crossing\nthe crossing", 7: "\nab é", 8: "ab\n", 9: None}
    assert _runs(texts, _FIELDS) == [
        [["zebra", "crossing"], ["the", "crossing"]], [["ab", "é"]], [["ab"]], []
    ]  # fmt: skip
    assert _runs(texts, ("title",)) == [[["zebra", "crossing"]], [], [["ab"]], []]
    assert _runs(texts, ("excerpt",)) == [[["the", "crossing"]], [["ab", "é"]], [], []]
    assert _runs(texts, ()) == [[], [], [], []]
    assert _runs({}, _FIELDS) == []


def test_articles_that_do_not_come_are_no_answer() -> None:
    """Words of fewer articles would be counted as those of all."""
    with pytest.raises(ValueError, match="of 2 articles 1"):
        hit_index(_Answers({3: "a\nb"}), np.array([3, 4]), np.array([0, 1]), _FIELDS)


def test_words_are_counted_in_few_exchanges_and_once() -> None:
    """Each in any of its fields; what was counted is not asked for again."""
    answers = _Answers({})
    counts = ArticleCounts(answers)
    words = [f"{'x' * (number % 7)}{number}" for number in range(230)]
    fields = ("title", "topics" + WORDS_SUFFIX)
    found = counts.frequencies(fields, words)
    assert found == {word: tuple(len(field) * len(word) for field in fields) for word in words}
    assert sum(answers.asked) == 460
    assert len(answers.asked) == 3
    assert counts.having([(fields, "ab")]) == {(fields, "ab"): 2 * len("".join(fields))}
    assert counts.frequencies(fields, words[:9]) == {word: found[word] for word in words[:9]}
    assert len(answers.asked) == 4
