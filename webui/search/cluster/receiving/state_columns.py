"""The columns of a state, in the memory of this process: one value for each article's number.

A state never changes; the next one copies the arrays of the one before and writes into the copies
what a commit has changed. Texts are kept as the bytes of all, one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Bools, Ints
from indexer.contract.codec.column_decoding import BytesColumn, joined
from webui.search.cluster.receiving.column_stream import (
    CURATED,
    NONE_32,
    NONE_64,
    RECORD,
    Block,
)
from webui.search.cluster.receiving.label_numbers import LabelNumbers, Numbered
from webui.search.cluster.receiving.spliced_texts import spliced

Array = npt.NDArray[Any]

LABEL_ARRAYS = {"provider_label": "providers", "topic_labels": "topics", "type": "types"}
"""The array that has the numbers of the sets of labels of a column."""


@dataclass(frozen=True, slots=True)
class StateArrays:
    """What is known of each article of a state, by its number, shape (n,) each.

    Attributes:
        live: whether there is one of this number.
        from_: the generation since which its document is there.
        story, copies: least number of its story, and of those whose texts are nearly the same.
        quality, heat, published, added_time: the least of the type where none is known.
        added_generation, changed_generation: 0 where they are not known.
        curated: whether curators have looked.
        providers, topics, types: number of its set of labels.
        ids, first_ids: texts in UTF-8.
    """

    live: Bools
    from_: Array
    story: Array
    copies: Array
    quality: Array
    heat: Array
    published: Array
    added_time: Array
    added_generation: Array
    changed_generation: Array
    curated: Bools
    providers: Array
    topics: Array
    types: Array
    ids: BytesColumn
    first_ids: BytesColumn

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays."""
        return sum(_nbytes(getattr(self, each.name)) for each in fields(self))


_RECORDED = (
    ("from_", "from", 0),
    ("quality", "quality", NONE_32),
    ("heat", "heat", NONE_32),
    ("published", "published", NONE_64),
    ("added_time", "added_time", NONE_64),
    ("added_generation", "added_generation", 0),
    ("changed_generation", "changed_generation", 0),
)


def no_articles() -> StateArrays:
    """Return the arrays of a state without articles."""
    return StateArrays(
        live=np.zeros(0, np.bool_),
        story=np.zeros(0, np.int32),
        copies=np.zeros(0, np.int32),
        curated=np.zeros(0, np.bool_),
        providers=np.zeros(0, np.int32),
        topics=np.zeros(0, np.int32),
        types=np.zeros(0, np.int32),
        ids=joined([]),
        first_ids=joined([]),
        **{name: np.zeros(0, RECORD[field]) for name, field, _ in _RECORDED},
    )


def after(
    before: StateArrays, changed: Sequence[Block], live: Ints, size: int, numbered: Numbered
) -> StateArrays:
    """Return the arrays of a state.

    Args:
        before: of an earlier one, or of none.
        changed: all articles that came or changed since.
        live: the numbers of all articles, ascending.
        size: above them.
        numbered: the labels that are known; new ones are added.

    Raises:
        ValueError: an article has a number that is none, or is not among those that are there.
    """
    records = np.concatenate([np.empty(0, RECORD), *(block.records for block in changed)])
    places = records["number"].astype(np.int64)
    if len(places) and not 0 <= int(places.min()) <= int(places.max()) < size:
        raise ValueError("an article has a number beyond all")
    is_live = np.zeros(size, np.bool_)
    is_live[live] = True
    known = np.zeros(size, np.bool_)
    known[: len(before.live)] = before.live[:size]
    known[places] = True
    if not np.all(is_live[places]) or np.any(is_live & ~known):
        raise ValueError("what has changed does not agree with what is there")

    gone = np.flatnonzero(known & ~is_live)

    def put(old: Array, values: Any, none: Any) -> Array:
        new = np.full(size, none, old.dtype)
        kept = min(size, len(old))
        new[:kept] = old[:kept]
        new[places] = values
        new[~is_live] = none
        return new

    def texts(old: BytesColumn, values: Iterable[str]) -> BytesColumn:
        all_values = [*(text.encode() for text in values), *([b""] * len(gone))]
        return spliced(old, np.concatenate([places, gone]), all_values, size)

    def sets(of: str, labels: Iterable[tuple[str, ...]]) -> list[int]:
        numbers: LabelNumbers = getattr(numbered, of)
        return numbers.numbers(labels)

    def one(text: str) -> tuple[str, ...]:
        return (text,) if text else ()

    own = np.arange(size, dtype=np.int32)
    story, copies = (
        np.where(is_live, put(getattr(before, name), records[name], 0), own).astype(np.int32)
        for name in ("story", "copies")
    )
    if size and not (story.min() >= 0 and story.max() < size and copies.max() < size):
        raise ValueError("a story has an article that does not exist")
    recorded = {
        name: put(
            getattr(before, name),
            _or_none(field, records[field], none),
            none,
        )
        for name, field, none in _RECORDED
    }
    return StateArrays(
        live=is_live,
        story=story,
        copies=copies,
        curated=put(before.curated, records["flags"] & CURATED != 0, none=False),
        providers=put(
            before.providers,
            sets("provider_label", (one(text) for block in changed for text in block.providers)),
            0,
        ),
        topics=put(
            before.topics,
            sets("topic_labels", (labels for block in changed for labels in block.topics)),
            0,
        ),
        types=put(
            before.types, sets("type", (one(text) for block in changed for text in block.types)), 0
        ),
        ids=texts(before.ids, (text for block in changed for text in block.ids)),
        first_ids=texts(before.first_ids, (text for block in changed for text in block.first_ids)),
        **recorded,
    )


def _or_none(field: str, values: Array, none: int) -> Array:
    """Return values with what stands for no value in the stream replaced by what does here."""
    absent = values == np.iinfo(values.dtype).min
    if field == "added_time":
        absent |= values == 0
    return np.where(absent, none, values)


def _nbytes(kept: Array | BytesColumn) -> int:
    # Where all texts are empty, their ends are one number.
    is_nothing = isinstance(kept, BytesColumn) and not kept.data
    return 0 if is_nothing else int(kept.nbytes)
