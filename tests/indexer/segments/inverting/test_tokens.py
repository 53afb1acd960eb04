"""Tokens and terms are those of the schema's analyzers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.analysis import (
    CharsetFilter,
    IDAnalyzer,
    LowercaseFilter,
    RegexTokenizer,
    StandardAnalyzer,
    StemFilter,
    StemmingAnalyzer,
    StopFilter,
)
from whoosh.lang import porter2

from indexer.committing.fast_analysis import find_tokens, stem
from indexer.contract.analysis import (
    TOKEN,
    accent_map,
    stemming_analyzer,
    words_analyzer,
)
from indexer.segments.inverting.tokens import TokenTable, understood
from tests.webui.search.library import generated

pytestmark = pytest.mark.oracle

_PIECES = (
    "C#", "c++", "F#", "f##", "C+", "_", "__init__", "snake_case", "İstanbul", "ISTANBUL ı",
    "Straße", "ẞ", "e\u0301", "\u0301", "\u0301a", "a\u0300\u0301", "東京タワー", "ー", "가나",
    "𠮷", "2021-08-01", "½", "²", "ﬁn", "ΑΣ", "Ⅷ", "don’t", "x.y", " ", "\n", "\x1f", "\x00",
    "running", "Operating", "generously", "dz\u030c", "Å", "Ø", "c\u0327#", "İ#", "ſ#", "K",
    "\u200d", "🇪🇺",
)  # fmt: skip
_CHARACTERS = st.characters(exclude_categories=["Cs"])
TEXTS = st.one_of(
    st.text(_CHARACTERS),
    st.lists(st.sampled_from(_PIECES)).map("".join),
    st.lists(st.sampled_from(_PIECES) | st.text(_CHARACTERS, max_size=3)).map(" ".join),
    st.text(st.characters(max_codepoint=127)),
)

TOKENIZER = RegexTokenizer(TOKEN)
CHARSET = CharsetFilter(accent_map())


def lower(tokens: Iterable[str]) -> list[str]:
    """Return tokens in lower case."""
    return [token.lower() for token in tokens]


@generated(300)
@given(TEXTS)
def test_the_quick_search_for_tokens_finds_the_same(text: str) -> None:
    """What is found is what the expression finds, but for the case of letters."""
    assert lower(find_tokens(text)) == lower(TOKEN.findall(text))


def test_every_ascii_text_of_three_characters_has_the_same_tokens() -> None:
    """The expression for English texts agrees on all that can stand side by side."""
    around = "cCfF#+_ a9"
    texts = [
        a + chr(code) + b + c for code in range(128) for a in around for b in around for c in "#+ "
    ]
    for text in texts:
        assert lower(find_tokens(text)) == lower(TOKEN.findall(text))


@pytest.mark.parametrize("quick", [False, True])
@pytest.mark.parametrize(
    "analyzer", [words_analyzer(), stemming_analyzer()], ids=["words", "stems"]
)
@generated(200)
@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_terms_are_those_of_the_analyzer(quick: bool, analyzer: Any, texts: list[str]) -> None:
    """The terms of a text are the analyzer's, one by one, however the tokens are found."""
    chain = understood(analyzer)
    assert chain is not None
    table = TokenTable(chain, find_tokens if quick else chain.expression.findall)
    for text in texts:
        expected = [token.text.encode() for token in analyzer(text)]
        assert table.terms(table.numbers(text), chain.stem) == expected


@generated(60)
@given(TEXTS)
def test_one_table_serves_words_and_stems(text: str) -> None:
    """Two analyzers with the same words share a table, and keep their own terms."""
    chains = [understood(analyzer) for analyzer in (stemming_analyzer(), words_analyzer())]
    stemmed, plain = chains
    assert stemmed is not None
    assert plain is not None
    table = TokenTable(stemmed, find_tokens)
    assert table.serves(plain)
    numbers = table.numbers(text)
    for chain, analyzer in ((stemmed, stemming_analyzer()), (plain, words_analyzer())):
        expected = [token.text.encode() for token in analyzer(text)]
        assert table.terms(numbers, chain.stem) == expected


def test_a_table_does_not_serve_other_words() -> None:
    """Another expression, or another treatment of accents, has other words."""
    chain = understood(words_analyzer())
    assert chain is not None
    table = TokenTable(chain, find_tokens)
    for expression, charset in ((re.compile(r"\S+"), chain.charset), (TOKEN, {ord("b"): "c"})):
        assert not table.serves(chain._replace(expression=expression, charset=charset))


_ENDINGS = [ending for ending, *_ in (*porter2.s2_triples, *porter2.s3_triples)]
_ENDINGS += [*porter2.s4_delete_list, "sion", "tion", "ying", "ies", "eedly", "ingly", "'s", "e"]


@generated(500)
@given(
    st.one_of(
        st.text(_CHARACTERS, max_size=5),
        st.text("aeiouybcglstx'", max_size=9),
        st.sampled_from([*porter2.exceptional_forms, *porter2.exceptional_early_exit_post_1a]),
    ),
    st.lists(st.sampled_from(_ENDINGS), max_size=3).map("".join),
)
def test_the_quick_stemmer_returns_the_same(word: str, ending: str) -> None:
    """Whatever steps are left out, the stem is that of Whoosh's stemmer."""
    assert stem(word + ending) == porter2.stem(word + ending)


OTHERS: dict[str, Any] = {
    "none": None,
    "whole": IDAnalyzer(),
    "standard": StandardAnalyzer(),
    "stemming": StemmingAnalyzer(),
    "tokens": TOKENIZER,
    "case": TOKENIZER | LowercaseFilter(),
    "order": TOKENIZER | CHARSET | LowercaseFilter(),
    "stop words": TOKENIZER | LowercaseFilter() | CHARSET | StopFilter(),
    "stems, stop words": TOKENIZER | LowercaseFilter() | CHARSET | StemFilter() | StopFilter(),
    "a language": TOKENIZER | LowercaseFilter() | CHARSET | StemFilter(lang="german"),
    "exceptions": TOKENIZER | LowercaseFilter() | CHARSET | StemFilter(ignore=["news"]),
    "gaps": RegexTokenizer(r"\s+", gaps=True) | LowercaseFilter() | CHARSET,
    "groups": RegexTokenizer(r"(\w)+") | LowercaseFilter() | CHARSET,
}


@pytest.mark.parametrize("analyzer", OTHERS)
def test_another_analyzer_is_not_understood(analyzer: str) -> None:
    """Whatever does something else is left to Whoosh."""
    assert understood(OTHERS[analyzer]) is None
