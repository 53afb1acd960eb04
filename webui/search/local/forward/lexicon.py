"""The words of an index as they are written, and which of them are forms of one word."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.contract.codec.arrays import Bools, Docs, Ints
from webui.search.deadlines.deadline import in_steps
from webui.search.query.stop_words import COMMON_WORDS
from webui.search.query.terms import stems

# Words that are stemmed before the deadline is looked at again.
_AT_ONCE = 2**12


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words and their stems.

    Attributes:
        forms: words as they are written, but for case and accents, ascending.
        stems: ascending.
        stem_of: place of the stem of each form, int32, shape (f,).
        telling: which stems may say what an article is about: neither very common words nor
            numbers nor single letters, shape (s,).
        by_stem: the forms, by stem, shape (f,).
        bounds: where the forms of each stem begin in ``by_stem``, shape (s + 1,).
    """

    forms: Sequence[str]
    stems: Sequence[str]
    stem_of: Docs
    telling: Bools
    by_stem: Ints
    bounds: Ints

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays and the words."""
        arrays = (self.stem_of, self.telling, self.by_stem, self.bounds)
        # An empty string takes 49 bytes, and its place in the list 8.
        words = 57 * (len(self.forms) + len(self.stems))
        letters = sum(map(len, self.forms)) + sum(map(len, self.stems))
        return sum(array.nbytes for array in arrays) + words + letters

    def stem(self, text: str) -> int | None:
        """Return the place of a stem; None where there is none."""
        place = bisect_left(self.stems, text)
        return place if place < len(self.stems) and self.stems[place] == text else None

    def any_form(self, stem: int) -> str:
        """Return one of the forms of a stem, by its place."""
        return self.forms[int(self.by_stem[self.bounds[stem]])]

    def forms_of(self, stem: str) -> list[str]:
        """Return the forms that have a stem, ascending."""
        place = self.stem(stem)
        if place is None:
            return []
        inside = self.by_stem[self.bounds[place] : self.bounds[place + 1]]
        return [self.forms[form] for form in inside.tolist()]


def stem_of_word(word: str) -> str:
    """Return the stem of a word as it is indexed."""
    return "".join(token.text for token in stems(word))


def lexicon_of(words: Iterable[bytes], stem_of: Callable[[str], str] = stem_of_word) -> Lexicon:
    """Return the lexicon of some words, any of them any number of times.

    Args:
        words: in UTF-8.
        stem_of: :func:`stem_of_word`, if it is remembered what that has returned.
    """
    forms = sorted(word.decode() for word in set(words))
    of = [stem_of(form) for some in in_steps(forms, _AT_ONCE) for form in some]
    every = sorted(set(of))
    number = {stem: place for place, stem in enumerate(every)}
    numbers = np.array([number[stem] for stem in of], np.int32)
    common = {stem_of(word) for word in COMMON_WORDS}
    telling = [
        len(stem) > 1 and stem not in common and any(map(str.isalpha, stem)) for stem in every
    ]
    counts = np.bincount(numbers, minlength=len(every))
    return Lexicon(
        forms,
        every,
        numbers,
        np.array(telling, np.bool_),
        np.argsort(numbers, kind="stable"),
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
    )
