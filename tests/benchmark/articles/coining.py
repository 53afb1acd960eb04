"""Words that no article had before: a vocabulary that grows with the text.

Real text keeps bringing new names. Heaps' law puts the number of different
words of a text of n words at about ``K · n ** β``; resampled articles alone
would stop growing at the vocabulary of their sources.
"""

from __future__ import annotations

from array import array
from random import Random

_CONSONANTS = "bcdfghjklmnprstvwxz"
_VOWELS = "aeiou"
_SYLLABLES = [consonant + vowel for consonant in _CONSONANTS for vowel in _VOWELS]
_ENDINGS = "bdgklmnprtxz"

# Chosen so that 100,000 articles of 40 words have some 60,000 different words
# and a million some 250,000, which is Heaps' law with an exponent of 0.6 from
# the 10,000 words of the real 5,000 articles on. Of n coined words that were
# used, FACTOR / EXPONENT * n ** EXPONENT are different.
_EXPONENT = 0.68
_FACTOR = 12.0

# Coprime to the sizes of both spaces of words below, so that numbers in a row
# become words that have nothing in common.
_STRIDE = 7_654_321


class Coiner:
    """Draws words that are coined, from a pool that grows with what was drawn.

    A word that was drawn often is drawn again often (Simon's process), which
    makes the frequencies a power law, as Zipf's law has it.
    """

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._drawn = array("I")
        self._words: list[str] = []

    def __len__(self) -> int:
        """Return the number of different words so far."""
        return len(self._words)

    def draw(self) -> str:
        """Return a word, perhaps one that nobody has seen."""
        drawn = self._drawn
        random = self._rng.random
        if random() < _FACTOR * (len(drawn) + 1) ** (_EXPONENT - 1):
            drawn.append(len(self._words))
            self._words.append(coined_word(len(self._words)))
        else:
            drawn.append(drawn[int(random() * len(drawn))])
        return self._words[drawn[-1]]


def coined_word(number: int) -> str:
    """Return the word of a number; two numbers below 20 million never share one.

    Two of three are written with a capital, as names are.
    """
    if number % 2:
        # Three syllables and a consonant: odd in length, so none of the others.
        rest = number * _STRIDE % (len(_SYLLABLES) ** 3 * len(_ENDINGS))
        rest, ending = divmod(rest, len(_ENDINGS))
        word = _spelled(rest, 3) + _ENDINGS[ending]
    else:
        word = _spelled(number * _STRIDE % len(_SYLLABLES) ** 4, 4)
    return word if number % 3 == 0 else word.capitalize()


def _spelled(number: int, syllables: int) -> str:
    parts = []
    for _ in range(syllables):
        number, syllable = divmod(number, len(_SYLLABLES))
        parts.append(_SYLLABLES[syllable])
    return "".join(parts)
