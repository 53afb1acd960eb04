"""Segments of articles: ``indexer.segments`` with what is particular to articles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from whoosh.lang import porter2

from indexer.committing.fast_analysis import find_tokens, stem
from indexer.committing.storage import INDEX_NAME
from indexer.contract.analysis import TOKEN
from indexer.contract.schema import COLUMN_ARRAYS, SEARCHED_FIELDS, TERM_GROUPS, WORDS_SUFFIX
from indexer.segments.building import SegmentBuilder, Shortcuts
from indexer.segments.segment_file import Source, write_segment

_SHORTCUTS = Shortcuts(
    finders={TOKEN: find_tokens},
    stemmers={porter2.stem: stem},
    copies={name + WORDS_SUFFIX: name for name in SEARCHED_FIELDS},
)


def new_builder(schema: Any) -> SegmentBuilder:
    """Return a builder of a segment of articles.

    Args:
        schema: Whoosh's, as the index has it.
    """
    return SegmentBuilder(schema, _SHORTCUTS)


def write_articles(storage: Any, schema: Any, sources: Sequence[Source]) -> Any:
    """Write articles as one segment; see ``write_segment``."""
    return write_segment(storage, INDEX_NAME, schema, sources, TERM_GROUPS, COLUMN_ARRAYS)
