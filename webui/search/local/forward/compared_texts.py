"""What is asked of the texts of an archive: which words stand in them, and how often."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from indexer.contract.codec.arrays import Ints
from webui.search.local.forward.lexicon import Lexicon
from webui.search.local.forward.sides import Counts, Sides


class Compared(Protocol):
    """The words of two sets of documents that are compared."""

    @property
    def lexicon(self) -> Lexicon:
        """The words that are spoken of: those of the hits, at least."""
        ...

    def count_words(self) -> Counts:
        """Count the telling stems that enough hits of enough providers have.

        Those that could not be distinctive of the hits may be left out.
        """
        ...

    def count_pairs(self, wanted: Ints) -> Counts:
        """Count pairs of telling stems that follow one another; ``items`` are the two stems.

        Those that could not be distinctive of the hits may be left out.

        Args:
            wanted: stems that :meth:`count_words` has counted, one of which a pair has at least.
        """
        ...

    def written_forms(self, items: Sequence[tuple[int, ...]]) -> list[tuple[str, ...]]:
        """Return the forms in which telling stems stand most often in the hits.

        Args:
            items: a stem, or two that follow one another in at least one of the hits.

        Returns:
            The form of each; of those that are as frequent the first one by its letters.
        """
        ...


class Texts(Protocol):
    """The words of title and excerpt of all documents of a state, or of one of the two."""

    def forms_of(self, stem: str) -> list[str]:
        """Return the words of the archive that have a stem, those of topics included, ascending."""
        ...

    def compared(self, sides: Sides) -> Compared:
        """Return the words of two sets of documents."""
        ...
