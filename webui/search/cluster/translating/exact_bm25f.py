"""Words found in some fields together, and scored by the formula of ``local/engine/combined``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from indexer.contract.cluster.index_terms import indexed_term
from indexer.contract.cluster.mapping import K1, LENGTH_SUFFIX, WHOLE_SCALE, B
from webui.search.cluster.translating.dsl_clauses import Clause, either, script_scored, term
from webui.search.local.compiling.leaves import FIELD_WEIGHTS
from webui.search.local.engine import CombinedTerm

Join: TypeAlias = Callable[[Sequence[Clause]], Clause]
"""Makes one clause of several."""

_ALL_FIELDS = tuple(FIELD_WEIGHTS.items())

# BM25F as it is written in ``engine/combined.py``, with lengths as Whoosh rounds them: up, to what
# one of 256 bytes stands for.
_COMBINED = """
double rounded(double length) {
  if (length <= 10) { return length; }
  double byte_ = Math.min(255, Math.ceil(Math.log((length - 0.5) / 27 + 1) / Math.log(1.033)));
  return Math.floor((Math.pow(1.033, byte_) - 1) * 27 + 0.5);
}
double length = 0;
for (int j = 0; j < params.lengths.length; j++) {
  def known = doc[params.lengths[j]];
  length += params.measures[j] * (known.size() == 0 ? 0 : rounded(known.value));
}
double norm = params.k1 * (1 - params.b + params.b * length / params.average);
double score = 0;
for (int i = 0; i < params.terms.length; i++) {
  double tf = 0;
  for (int j = 0; j < params.fields.length; j++) {
    tf += params.weights[j] * termFreq(params.fields[j], params.terms[i]);
  }
  score += params.idfs[i] * (params.k1 + 1) * tf / (tf + norm);
}
return score;
"""


def whole_factor(version: tuple[int, ...]) -> float:
    """Return what the cluster's own scores of words in all fields have to be multiplied by.

    Ours are ``K1 + 1`` times a share. So are Lucene's, with the greater K1 that goes with
    greater frequencies, up to OpenSearch 2; since then they are the share alone.
    """
    theirs = WHOLE_SCALE * K1 + 1 if version < (3,) else 1.0
    return (K1 + 1) / theirs


def is_whole(word: CombinedTerm) -> bool:
    """Whether there is a field in which a word stands as often as in all of its fields."""
    return word.weights == _ALL_FIELDS


def anywhere(word: CombinedTerm, factor: float = 1.0) -> Clause:
    """Find a word in any of its fields."""
    if is_whole(word):
        return term("all", word.text, word.boost * factor)
    return either([term(field, word.text) for field in word.fields])


def exactly_scored(
    words: Sequence[CombinedTerm], rarities: Sequence[float], average: float, join: Join
) -> Clause:
    """Find words of the same fields, and score all of them at once.

    Args:
        words: with their boosts.
        rarities: inverse document frequency of each.
        average: of the weighted lengths of their fields.
        join: whether all have to be there, or any.
    """
    weights = {"all": 1 / WHOLE_SCALE} if is_whole(words[0]) else dict(words[0].weights)
    return script_scored(
        join([anywhere(word) for word in words]),
        _COMBINED,
        fields=list(weights),
        weights=list(weights.values()),
        lengths=[field + LENGTH_SUFFIX for field, _ in words[0].measured],
        measures=[weight for _, weight in words[0].measured],
        terms=[indexed_term(word.text) for word in words],
        idfs=[idf * word.boost for idf, word in zip(rarities, words, strict=True)],
        average=average or 1,
        k1=K1,
        b=B,
    )
