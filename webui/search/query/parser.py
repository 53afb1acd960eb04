"""Query text → syntax tree. It never fails: what cannot be parsed is read as plain words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from webui.search.criteria.dates import today as current_day
from webui.search.query.mending import advice, mended
from webui.search.query.syntax import Node
from webui.search.query.tree_building import MAX_LENGTH, plain_words, read_tree
from webui.search.results.base import Notice

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")
# A request asks several times for the tree of the same few texts.
_REMEMBERED = 64
_SIMPLE_QUOTES = str.maketrans("“”„«»", '"""""')


@dataclass(frozen=True)
class ParsedQuery:
    """A query as it was understood.

    Attributes:
        text: that was read.
        tree: None where the text asks for nothing.
        said: of the reading of it.
        is_advised: whether there may be advice on how it is written.
    """

    text: str
    tree: Node | None
    said: tuple[Notice, ...] = ()
    is_advised: bool = False

    @cached_property
    def notices(self) -> tuple[Notice, ...]:
        """What the reader should know. Advice takes longer than reading, and not all want it."""
        if self.tree is None or not self.is_advised:
            return self.said
        return (*self.said, *advice(self.text, self.tree, self.said))


def parse_query(text: str, today: date | None = None) -> ParsedQuery:
    """Parse query text. Any text has a result; notices say what was not as it seems.

    Args:
        text: to be parsed.
        today: the day from which ``added:>7d`` counts back, in UTC; None: the one that it is.
    """
    text = _cleaned(text)
    # What is beyond is not remembered.
    return _parsed(text[:MAX_LENGTH], today or current_day(), is_cut=len(text) > MAX_LENGTH)


def parse_tree(text: str) -> Node | None:
    """Return the tree that :func:`parse_query` reads, in half the time: without its notices."""
    text = _cleaned(text)
    return _read(text[:MAX_LENGTH], current_day(), []) if text else None


def mended_query(text: str) -> str | None:
    """Return a query with all mended at once that its notices say; None where nothing is."""
    return mended(text, lambda query: parse_query(query).notices)


@lru_cache(_REMEMBERED)
def _parsed(text: str, today: date, *, is_cut: bool) -> ParsedQuery:
    notices: list[Notice] = []
    if is_cut:
        notices.append(
            Notice(code="shortened", message=f"Only the first {MAX_LENGTH} characters were read.")
        )
    if not text:
        return ParsedQuery(text, None, tuple(notices))
    tree = _read(text, today, notices)
    is_advised = not any(notice.code == "plain_words" for notice in notices)
    return ParsedQuery(text, tree, tuple(notices), is_advised)


def _cleaned(text: str) -> str:
    return _UNPRINTABLE.sub(" ", text).translate(_SIMPLE_QUOTES).strip()


def _read(text: str, today: date, notices: list[Notice]) -> Node | None:
    """Read a text that is not empty; what the reader should know is put into ``notices``."""
    try:
        # A lone operator: its letters may be what was meant.
        return read_tree(text, notices, today) or plain_words(text)
    # Whoosh's parser raises errors of many kinds on odd input.
    except Exception:
        notices.append(
            Notice(
                code="plain_words",
                message="The query could not be read as it is written; its plain words were used.",
            )
        )
        return plain_words(text)
