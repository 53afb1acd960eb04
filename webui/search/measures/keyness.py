"""How distinctive a word is of some texts, beside others: how sure that is, and how much."""

from __future__ import annotations

import math

# In place of no text at all, of which no ratio could be taken.
_HALF = 0.5


def log_likelihood(among: int, of: int, elsewhere: int, of_others: int) -> float:
    """Return G², how unlikely it is that a word is as frequent in some texts as in others.

    A text has a word or has it not, so that all four cells of the table count, as in
    T. Dunning, "Accurate methods for the statistics of surprise and coincidence",
    Computational Linguistics 19 (1993), 61-74. Corpus tools that count running words leave
    out the two cells of those that lack it (P. Rayson, R. Garside, "Comparing corpora using
    frequency profiling", 2000), which is the same where nearly all do. Above 10.83 chance
    is less likely than one in a thousand (χ² with one degree of freedom).

    Args:
        among: how many of the texts have the word, from 0 to ``of``.
        of: how many texts there are.
        elsewhere, of_others: the same of the other texts.
    """
    having, every = among + elsewhere, of + of_others
    cells = (
        (among, having * of),
        (elsewhere, having * of_others),
        (of - among, (every - having) * of),
        (of_others - elsewhere, (every - having) * of_others),
    )
    # What is seen, by what would be seen if there were no difference.
    parts = (seen * math.log(seen * every / product) for seen, product in cells if seen)
    return max(0.0, 2 * math.fsum(parts))


def log_ratio(among: int, of: int, elsewhere: int, of_others: int) -> float:
    """Return how many times as frequent a word is, as a power of 2: 1 is twice, 2 four times.

    Where no text of a side has the word, it is counted as half a text: A. Hardie, "Log Ratio:
    an informal introduction" (2014).

    Args:
        among, elsewhere: how many texts of either side have the word.
        of, of_others: how many there are, at least 1.
    """
    return math.log2((among or _HALF) / of) - math.log2((elsewhere or _HALF) / of_others)
