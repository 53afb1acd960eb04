"""The last word of a query that is being typed, and what it may become."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import nsmallest

from indexer.contract.schema import SEARCHED_FIELDS, WORDS_SUFFIX
from webui.search.local.words.word_index import WordIndex
from webui.search.query.parser import parse_query
from webui.search.query.stop_words import is_stop_word
from webui.search.query.syntax import Group, Node, Word, positive_leaves
from webui.search.query.terms import stems, words

# Shorter beginnings say next to nothing of the word.
MIN_PREFIX = 2
# Nobody types longer words, and nobody reads them in a list.
MAX_WORD_LENGTH = 64
# So many words are looked at, from which stop words and forms of the same word fall out.
_RANKED = 64
# Who pastes a paragraph has no use for its last word; each word takes time to be searched.
_MAX_WORDS = 12
# Patterns and slips stand for words by the thousand.
_OPEN_WORDS = re.compile(r"[*~]")


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A query whose last word may go on.

    Attributes:
        before: the text of the query up to its last word.
        prefix: what there is of the last word, its case and accents folded as in the index.
        others: the words before it, folded; None where the query is more than words side
            by side.
    """

    before: str
    prefix: str
    others: tuple[str, ...] | None


def unfinished(text: str) -> Unfinished | None:
    """Find the word that is being typed; None where the query ends in something else.

    That is a phrase or a pattern, a field or an excluded word, or no word at all. None,
    too, where there are patterns or very many words before it.
    """
    if _OPEN_WORDS.search(text):
        return None
    parsed = parse_query(text)
    # With a quote that is still open, what follows it becomes a phrase.
    if parsed.tree is None or parsed.text.count('"') % 2:
        return None
    typed = words(parsed.text)
    if len(typed) > _MAX_WORDS:
        return None
    leaves = list(positive_leaves(parsed.tree))
    leaf = leaves[-1] if leaves else None
    if not isinstance(leaf, Word) or leaf.field is not None:
        return None
    tokens = words(leaf.text)
    ends = leaf.start + len(leaf.text) == len(parsed.text)
    if not ends or not tokens or tokens[-1].end < len(leaf.text):
        return None
    last = tokens[-1]
    others = None
    if _is_plain(parsed.tree):
        others = tuple(token.text for token in typed[:-1])
    return Unfinished(parsed.text[: leaf.start + last.start], last.text, others)


def completions(prefix: str, index: WordIndex) -> Iterator[str]:
    """Yield words that a beginning may become, the most frequent first.

    Of several forms of a word (``server``, ``servers``), which find the same articles, it is
    the most frequent one; where that is the beginning itself, there is nothing to complete.

    Args:
        prefix: the beginning, folded.
        index: the words of the index and their frequencies.
    """
    if len(prefix) < MIN_PREFIX:
        return
    times: dict[str, int] = {}
    for field in SEARCHED_FIELDS:
        found = index.vocabulary(field + WORDS_SUFFIX).like(f"{prefix}*", _RANKED)
        for word, count in found.items():
            times[word] = max(times.get(word, 0), count)
    seen = set()
    for word in nsmallest(_RANKED, times, key=lambda word: (-times[word], word)):
        if len(word) > MAX_WORD_LENGTH or is_stop_word(Word(word), "any"):
            continue
        stem = "".join(token.text for token in stems(word))
        if stem not in seen and word != prefix:
            yield word
        seen.add(stem)


def _is_plain(tree: Node) -> bool:
    """Whether a query is words side by side and nothing else."""
    parts: tuple[Node, ...] = (tree,)
    if isinstance(tree, Group) and tree.operator == "side by side":
        parts = tree.children
    return all(isinstance(part, Word) and part.field is None for part in parts)
