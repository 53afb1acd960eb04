"""What is offered while a query is typed: the JSON of ``/api/suggest``, as types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from webui.search.criteria.facet_specs import FacetName
from webui.search.results.base import IndexState, Result

Kind: TypeAlias = Literal["word", "title"] | FacetName
"""A word, the title of an article, or the facet of a label."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that may be meant.

    Attributes:
        kind: what it is.
        text: the whole query with its last word completed, a label, or an article's title.
        total: articles that it finds; None for a title.
        article_id: of a title's article; None for the others.
    """

    kind: Kind
    text: str
    total: int | None = None
    article_id: str | None = None


class TypedText(Result):
    """What was typed, as it was given."""

    text: str


class SuggestedItem(Result):
    """Something that may be meant, how many articles it finds, and where it leads.

    ``total`` is null for a title, whose ``url`` is that of its article.
    """

    kind: Kind
    text: str
    total: int | None
    url: str


class SuggestResult(Result):
    """The answer of ``/api/suggest``."""

    query: TypedText
    suggestions: list[SuggestedItem]
    took_ms: float
    index: IndexState
