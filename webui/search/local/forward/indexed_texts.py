"""The texts of an index on this machine, by its forward index."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.contract.codec.arrays import Ints
from webui.search.local.forward.forward_index import ForwardIndex
from webui.search.local.forward.lexicon import Lexicon
from webui.search.local.forward.pair_counts import count_pairs
from webui.search.local.forward.sides import Counts, Sides
from webui.search.local.forward.word_counts import count_words
from webui.search.local.forward.written_forms import written_forms


class IndexedTexts:
    """Texts of which there is a forward index (``Texts``).

    Args:
        index: of all of them.
    """

    def __init__(self, index: ForwardIndex) -> None:
        self._index = index

    def forms_of(self, stem: str) -> list[str]:
        """Return the words that have a stem, ascending."""
        return self._index.lexicon.forms_of(stem)

    def compared(self, sides: Sides) -> IndexedComparison:
        """Return the words of two sets of documents."""
        return IndexedComparison(self._index, sides)


class IndexedComparison:
    """The words of two sets of documents (``Compared``).

    Args:
        index: of all documents, or of both sets at least.
        sides: the two.
    """

    def __init__(self, index: ForwardIndex, sides: Sides) -> None:
        self._index = index
        self._sides = sides

    @property
    def lexicon(self) -> Lexicon:
        """All words."""
        return self._index.lexicon

    def count_words(self) -> Counts:
        """Count the telling stems that enough hits of enough providers have."""
        return count_words(self._index, self._sides)

    def count_pairs(self, wanted: Ints) -> Counts:
        """Count pairs of telling stems that follow one another."""
        return count_pairs(self._index, self._sides, wanted)

    def written_forms(self, items: Sequence[tuple[int, ...]]) -> list[tuple[str, ...]]:
        """Return the forms in which telling stems stand most often in the hits."""
        return written_forms(self._index, self._sides.hits, items)
