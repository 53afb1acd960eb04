"""What stands in the texts of a cluster: the forms of words, and those that set articles apart."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import cached_property

import numpy as np

from indexer.contract.cluster.index_terms import indexed_term
from indexer.contract.cluster.mapping import VOCABULARY_SUFFIX
from indexer.contract.codec.arrays import Ints
from indexer.contract.schema import SEARCHED_FIELDS
from webui.search.cluster.texts.asking import Reporting, Searching, having_any
from webui.search.cluster.texts.cluster_vocabulary import every_word
from webui.search.cluster.texts.hit_texts import hit_index
from webui.search.cluster.texts.votes_elsewhere import VotesElsewhere
from webui.search.cluster.texts.word_expressions import forms_expression
from webui.search.local.answers.distinctive_words import may_be_distinctive
from webui.search.local.forward.forward_index import ForwardIndex
from webui.search.local.forward.lexicon import Lexicon, stem_of_word
from webui.search.local.forward.pair_counts import count_pairs
from webui.search.local.forward.sides import Counts, Sides
from webui.search.local.forward.word_counts import count_words
from webui.search.local.forward.written_forms import written_forms


class ClusterTexts:
    """The texts of a state (``Texts``).

    Those of hits are read; what others have is counted in the cluster, of those words alone that
    may set the hits apart.

    Args:
        searching: asks the state.
        fields: title, excerpt or both.
        reporting: damage.
    """

    def __init__(
        self, searching: Searching, fields: Sequence[str], reporting: Reporting = nullcontext
    ) -> None:
        self._searching = searching
        self._reporting = reporting
        self._fields = fields

    def forms_of(self, stem: str) -> list[str]:
        """Return the words of the archive that have a stem, ascending."""
        may_be, words = forms_expression(stem), set[str]()
        query = having_any(SEARCHED_FIELDS, [indexed_term(stem)])
        with self._reporting():
            for field in SEARCHED_FIELDS:
                values = field + VOCABULARY_SUFFIX
                found = every_word(self._searching, query, values, may_be)
                words.update(word for word, _ in found)
        return sorted(word for word in words if stem_of_word(word) == stem)

    def compared(self, sides: Sides) -> ClusterComparison:
        """Return the words of two sets of articles."""
        return ClusterComparison(self._searching, self._fields, sides, self._reporting)


class ClusterComparison:
    """The words of hits, and of others that they are compared with (``Compared``).

    Args:
        searching: asks the state.
        fields: that have the words.
        sides: the two sets.
        reporting: damage.
    """

    def __init__(
        self,
        searching: Searching,
        fields: Sequence[str],
        sides: Sides,
        reporting: Reporting = nullcontext,
    ) -> None:
        self._searching = searching
        self._reporting = reporting
        self._fields = fields
        self._sides = sides
        self._of = sides.votes(sides.hits), sides.votes(sides.others)

    @property
    def lexicon(self) -> Lexicon:
        """The words of the hits."""
        return self._index.lexicon

    def count_words(self) -> Counts:
        """Count the telling stems that may be distinctive of the hits."""
        counts = self._promising(count_words(self._index, self._among))
        with self._reporting():
            elsewhere = self._elsewhere.of_stems(counts.items, counts.among)
        return replace(counts, elsewhere=elsewhere)

    def count_pairs(self, wanted: Ints) -> Counts:
        """Count pairs of telling stems that may be distinctive of the hits."""
        counts = self._promising(count_pairs(self._index, self._among, wanted))
        with self._reporting():
            elsewhere = self._elsewhere.of_pairs(counts.items)
        return replace(counts, elsewhere=elsewhere)

    def written_forms(self, items: Sequence[tuple[int, ...]]) -> list[tuple[str, ...]]:
        """Return the forms in which telling stems stand most often in the hits."""
        return written_forms(self._index, self._among.hits, items)

    def _promising(self, counts: Counts) -> Counts:
        """Return what would be distinctive if no other article had it."""
        kept = may_be_distinctive(counts.among, np.zeros_like(counts.among), self._of)
        return Counts(
            counts.items[kept], counts.articles[kept], counts.among[kept], counts.elsewhere[kept]
        )

    @cached_property
    def _hits(self) -> Ints:
        return np.flatnonzero(self._sides.hits)

    @cached_property
    def _index(self) -> ForwardIndex:
        story = self._sides.story[self._hits]
        with self._reporting():
            return hit_index(self._searching, self._hits, story, self._fields)

    @cached_property
    def _among(self) -> Sides:
        """The hits, as they are numbered in the index of them, and no others."""
        hits, sides = self._hits, self._sides
        return replace(
            sides,
            hits=np.ones(len(hits), np.bool_),
            others=np.zeros(len(hits), np.bool_),
            story=sides.story[hits],
            provider=sides.provider[hits],
        )

    @cached_property
    def _elsewhere(self) -> VotesElsewhere:
        return VotesElsewhere(self._searching, self._fields, self._sides, self._index, self._of)
