"""What the schema's analyzers do, faster: the same tokens and the same stems."""

from __future__ import annotations

import string
from collections.abc import Sequence
from functools import lru_cache

from whoosh.lang import porter2

from indexer.contract.analysis import TOKEN

# Of an article both the postings and the signature need the tokens of title and excerpt.
_TEXTS = 4
_STEMS = 2**17
# A "word" may be as long as its file: such ones are not worth the memory.
LONGEST_REMEMBERED = 50

# Porter leaves words of up to two letters alone.
_SHORT = 2

# In ASCII every token but C#, F# and C++ is a run of letters, digits and underscores.
_WORDS = {
    code: chr(code).lower() if chr(code) in string.ascii_letters + string.digits + "_" else " "
    for code in range(128)
}

# A step that looks for endings one by one is left out where the word has none of them.
_ENDINGS_2 = tuple(ending for ending, *_ in porter2.s2_triples)
_ENDINGS_3 = tuple(ending for ending, *_ in porter2.s3_triples)
_ENDINGS_4 = (*porter2.s4_delete_list, "sion", "tion")

# A word without any of these stays as it is.
_ENDINGS = (
    *("'", "s", "y", "Y", "ed", "edly", "ing", "ingly", "ll", "e"),
    *_ENDINGS_2,
    *_ENDINGS_3,
    *_ENDINGS_4,
)


@lru_cache(_TEXTS)
def find_tokens(text: str) -> Sequence[str]:
    """Return what :data:`TOKEN` finds in a text, some of it in lower case."""
    if text.isascii() and "#" not in text and "+" not in text:
        return text.translate(_WORDS).split()
    found: list[str] = TOKEN.findall(text)
    return found


def stem(word: str) -> str:
    """Return what ``whoosh.lang.porter2.stem`` returns."""
    return _known_stem(word) if len(word) <= LONGEST_REMEMBERED else _stem(word)


def _stem(word: str) -> str:
    if len(word) <= _SHORT:
        return word
    if not word.endswith(_ENDINGS) and not word.startswith("'") and "Y" not in word:
        return word
    word = porter2.remove_initial_apostrophe(word)
    if word in porter2.exceptional_forms:
        return str(porter2.exceptional_forms[word])
    word = porter2.capitalize_consonant_ys(word)
    first, second = porter2.get_r1(word), porter2.get_r2(word)
    word = porter2.step_1a(porter2.step_0(word))
    if word in porter2.exceptional_early_exit_post_1a:
        return word
    word = porter2.step_1c(porter2.step_1b(word, first))
    if word.endswith(_ENDINGS_2):
        word = porter2.step_2(word, first)
    if word.endswith(_ENDINGS_3):
        word = porter2.step_3(word, first, second)
    if word.endswith(_ENDINGS_4):
        word = porter2.step_4(word, second)
    return str(porter2.normalize_ys(porter2.step_5(word, first, second)))


_known_stem = lru_cache(_STEMS)(_stem)
