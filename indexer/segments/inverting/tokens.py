"""Text → numbers of tokens, exactly as the stock analyzers of the schema tell them apart.

Whoosh sends every token through a chain of generators. What these do to a token depends
on nothing but the token, so it is done once for each one that is different.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from whoosh.analysis import CharsetFilter, LowercaseFilter, RegexTokenizer, StemFilter

Stem: TypeAlias = Callable[[str], str]
"""From a word to its stem."""

Find: TypeAlias = Callable[[str], Sequence[str]]
"""From a text to its tokens, or what becomes them in lower case."""


class Chain(NamedTuple):
    """An analyzer that is understood: tokens by an expression, lower case, no accents.

    Attributes:
        expression: finds the tokens.
        charset: for ``str.translate``.
        stem: from a word to its stem; None where words stay as they are.
    """

    expression: re.Pattern[str]
    charset: Mapping[int, str | None]
    stem: Stem | None


def understood(analyzer: Any) -> Chain | None:
    """Return what a stock analyzer does; None where it is not of the kind that is understood."""
    parts = list(getattr(analyzer, "items", ()))
    kinds = [type(part) for part in parts]
    if kinds[:3] != [RegexTokenizer, LowercaseFilter, CharsetFilter]:
        return None
    tokenizer, _, charset, *stemmers = parts
    if tokenizer.gaps or tokenizer.expression.groups:
        return None
    stem = None
    if stemmers:
        if kinds[3:] != [StemFilter] or stemmers[0].lang or stemmers[0].ignore:
            return None
        stem = stemmers[0].stemfn
    return Chain(tokenizer.expression, charset.charmap, stem)


class TokenTable(dict[str, int]):
    """Numbers the tokens of texts, and knows the word that each one stands for.

    Args:
        chain: the analyzer; another one with the same words may have other stems.
        find: from a text to the tokens that the analyzer's expression finds.

    Attributes:
        words: of each token, in the order of the numbers; several tokens may be one word.
    """

    def __init__(self, chain: Chain, find: Find) -> None:
        super().__init__()
        self._chain = chain
        self._find = find
        self.words: list[str] = []
        self._terms: dict[Stem | None, dict[int, bytes]] = {}

    def __missing__(self, token: str) -> int:
        number = self[token] = len(self.words)
        self.words.append(token.lower().translate(self._chain.charset))
        return number

    def serves(self, chain: Chain) -> bool:
        """Tell whether an analyzer has the same tokens and words, its stems aside."""
        own = self._chain
        return (own.expression, own.charset) == (chain.expression, chain.charset)

    def numbers(self, text: str) -> list[int]:
        """Return the numbers of the tokens of a text."""
        return list(map(self.__getitem__, self._find(text)))

    def terms(self, numbers: Iterable[int], stem: Stem | None) -> list[bytes]:
        """Return the terms that tokens are indexed as: their words, or the stems of these."""
        known = self._terms.setdefault(stem, {})
        words = self.words
        terms = []
        for number in numbers:
            term = known.get(number)
            if term is None:
                word = words[number]
                term = known[number] = (stem(word) if stem else word).encode()
            terms.append(term)
        return terms
