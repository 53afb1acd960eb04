"""Passages for Whoosh's own writer, which knows texts only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from whoosh.fields import FieldType

from indexer.contract.schema import PASSAGE_GAP


@contextmanager
def whoosh_takes_passages() -> Iterator[None]:
    """Let fields with positions be filled with tuples of texts by any writer, token by token."""
    of_text = FieldType.index

    def index(field: Any, value: Any, **options: Any) -> Any:
        if isinstance(value, tuple):
            return passages_by_tokens(field, value)
        return of_text(field, value, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FieldType, "index", index)
        yield


def passages_by_tokens(
    field: Any, passages: Sequence[str]
) -> list[tuple[bytes, int, float, bytes]]:
    """Return the postings of some passages: term, frequency, weight and encoded positions."""
    places: dict[str, list[int]] = defaultdict(list)
    at = 0
    for passage in passages:
        tokens = [token.text for token in field.analyzer(passage, mode="index")]
        at += PASSAGE_GAP if tokens and at else 0
        for token in tokens:
            places[token].append(at)
            at += 1
    return [
        (token.encode(), len(own), len(own) * field.format.field_boost, field.format.encode(own))
        for token, own in places.items()
    ]
