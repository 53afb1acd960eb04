"""Several texts in one field with a gap between their positions: passages, such as topics.

To Whoosh a document then has one text with words missing between the passages: no phrase
goes on from one to the next, and the length of the field is that of its words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from indexer.contract.schema import PASSAGE_GAP


def postings_of_value(field: Any, value: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
    """Yield what ``FieldType.index`` of a field yields for a value; a tuple of texts is passages.

    Args:
        field: of Whoosh; for passages one with positions.
        value: of the field.

    Yields:
        Term, frequency, weight and encoded value.
    """
    if type(value) is not tuple:
        yield from field.index(value)
        return
    positions: dict[bytes, list[int]] = defaultdict(list)
    weights: dict[bytes, float] = defaultdict(float)
    start = 0
    for passage in value:
        last = start - PASSAGE_GAP - 1
        for term, _, weight, encoded in field.index(passage, start_pos=start):
            positions[term] += field.format.decode_positions(encoded)
            weights[term] += weight
            last = max(last, positions[term][-1])
        start = last + 1 + PASSAGE_GAP
    for term, places in positions.items():
        yield term, len(places), weights[term], field.format.encode(places)
