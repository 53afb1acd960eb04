"""The numbers of all articles that a search finds, with their scores, from one aggregation.

Each shard writes its own as bytes, in whatever order it finds them, and nothing is left out nor
put together in the cluster. Painless ends a script after a million turns of its loops, so that
there is none for each article.

https://docs.opensearch.org/latest/aggregations/metric/scripted-metric/
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from webui.search.local.engine import Matches

NAME = "matched"
"""The name of the aggregation."""

# Number and score of each article, 4 bytes each. What a shard has is never more than so many.
_SCORED: Mapping[str, Any] = {
    "init_script": "state.n = 0; state.o = new byte[1024];",
    "map_script": """
int n = (int) state.n; byte[] o = (byte[]) state.o;
if (n == o.length) {
  byte[] longer = new byte[2 * n]; System.arraycopy(o, 0, longer, 0, n);
  o = longer; state.o = o;
}
int v = (int) doc['number'].value; int s = Float.floatToIntBits((float) _score);
o[n] = (byte) v; o[n + 1] = (byte) (v >> 8); o[n + 2] = (byte) (v >> 16);
o[n + 3] = (byte) (v >> 24);
o[n + 4] = (byte) s; o[n + 5] = (byte) (s >> 8); o[n + 6] = (byte) (s >> 16);
o[n + 7] = (byte) (s >> 24);
state.n = n + 8;
""",
    "combine_script": """
int n = (int) state.n; byte[] o = new byte[n]; System.arraycopy((byte[]) state.o, 0, o, 0, n);
return 's' + Base64.getEncoder().encodeToString(o);
""",
    "reduce_script": "return states;",
}

# The numbers alone: as a set of bits, or one by one where they are so few that this is shorter.
_UNSCORED: Mapping[str, Any] = {
    "init_script": "state.b = new BitSet();",
    "map_script": "((BitSet) state.b).set((int) doc['number'].value);",
    "combine_script": """
BitSet b = (BitSet) state.b; int n = b.cardinality();
if (n > 100000 || 32L * n > b.length()) {
  return 'b' + Base64.getEncoder().encodeToString(b.toByteArray());
}
byte[] o = new byte[4 * n]; int p = 0;
for (int v = b.nextSetBit(0); v >= 0; v = b.nextSetBit(v + 1)) {
  o[p] = (byte) v; o[p + 1] = (byte) (v >> 8); o[p + 2] = (byte) (v >> 16);
  o[p + 3] = (byte) (v >> 24); p += 4;
}
return 'n' + Base64.getEncoder().encodeToString(o);
""",
    "reduce_script": "return states;",
}


def aggregation(*, scored: bool) -> Mapping[str, Any]:
    """Return the aggregation, as ``aggs`` of a search.

    Args:
        scored: whether the scores are wanted, too.
    """
    return {NAME: {"scripted_metric": _SCORED if scored else _UNSCORED}}


def matches_of(answer: Mapping[str, Any], end: int, score: float = 0.0) -> Matches:
    """Return what the aggregation says that a search has found.

    Args:
        answer: of the search.
        end: above the numbers of all articles.
        score: of all articles, where no scores were asked for.

    Raises:
        ValueError: it makes no sense, or is not as many as the search says.
    """
    numbers, scores = _parts(answer["aggregations"][NAME]["value"], score)
    total = int(answer["hits"]["total"]["value"])
    if len(numbers) != total:
        raise ValueError(f"of {total:,} hits {len(numbers):,} have come")
    if len(numbers) > 1:
        if scores is None and not np.all(numbers[:-1] < numbers[1:]):
            numbers.sort()
        elif scores is not None:
            order = np.argsort(numbers, kind="stable")
            numbers, scores = numbers[order], scores[order]
        if not np.all(numbers[:-1] < numbers[1:]):
            raise ValueError("a search has found a number twice")
    if len(numbers) and not 0 <= numbers[0] <= numbers[-1] < end:
        raise ValueError("a search has found a number that no article has")
    if scores is not None and not np.all(np.isfinite(scores)):
        raise ValueError("a search has found a score that is no number")
    if scores is None:
        scores = np.broadcast_to(np.float32(score), len(numbers))
    for array in (numbers, scores):
        array.flags.writeable = False
    return Matches(numbers, scores)


def _parts(
    parts: Sequence[str | None], score: float
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32] | None]:
    """Return the numbers, in no order, and the scores; None where all are the same."""
    kinds = {part[0] for part in parts if part}
    if "s" in kinds:
        both = np.concatenate([_bytes(part).view("<i4").reshape(-1, 2) for part in parts if part])
        return both[:, 0].astype(np.int64), np.ascontiguousarray(both[:, 1]).view("<f4")
    found = [np.empty(0, np.int64)]
    for part in filter(None, parts):
        if part[0] == "b":
            found.append(np.flatnonzero(np.unpackbits(_bytes(part), bitorder="little")))
        else:
            found.append(_bytes(part).view("<i4").astype(np.int64))
    return np.concatenate(found), None


def _bytes(part: str) -> npt.NDArray[np.uint8]:
    return np.frombuffer(b64decode(part[1:], validate=True), np.uint8)
