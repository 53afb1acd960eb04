"""The names and the numbers that the query language knows."""

from __future__ import annotations

from typing import Literal

TextField = Literal["title", "excerpt", "topic", "provider", "type"]
"""Fields that take words; None stands for all that are searched by default."""

FIELDS: dict[str, TextField] = {
    "title": "title",
    "excerpt": "excerpt",
    "topic": "topic",
    "provider": "provider",
    "site": "provider",
    "type": "type",
}
VALUES = ("after", "before", "published", "added", "quality", "heat", "is")

MAX_SLOP = 100
"""Positions, of phrases and of words near each other."""
MAX_COUNT = 99
"""Times that a word can be asked to stand somewhere."""
# Two edits reach words that share little; more would match nearly anything.
MAX_DISTANCE = 2
