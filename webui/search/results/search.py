"""What is answered to a search: the JSON of ``/api/search``, as types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field, GetJsonSchemaHandler, model_serializer
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from webui.search.criteria.criteria import Base, Criteria, Unit
from webui.search.criteria.facet_specs import FACETS, FacetName
from webui.search.results.base import (
    ArticleRef,
    ArticleValues,
    IndexState,
    Notice,
    Result,
    StoryRef,
    is_none,
)
from webui.search.results.later_changes import ChangesSince
from webui.search.results.sample import SampleInfo

Interval = Literal["day", "week", "month", "year"]

MOST_YEARS = 250
"""No histogram reaches further; the oldest newspapers that go on are as old."""


class Suggestion(Result):
    """A mended query and the number of articles that it finds."""

    text: str
    total: int


class StoryGroup(Result):
    """The hits of one story: ``articles`` of them, by so many ``providers``.

    ``others`` are the first of those that are folded, the newest first.
    """

    articles: int
    providers: int
    others: list[ArticleRef]


class Highlights(Result):
    """HTML that holds nothing but escaped text and ``<mark>``."""

    title: str
    excerpt: str


class Around(Result):
    """Where an article stands in the list of what a search found.

    ``position`` is from 1, of ``total``: articles, or stories where these are folded.
    ``previous`` and ``next`` stand beside it; null at the ends of the list.
    """

    position: int
    total: int
    previous: ArticleRef | None
    next: ArticleRef | None


class Hit(ArticleValues):
    """One article of a page of results; there is only a ``group`` where stories are folded.

    ``added`` and ``added_generation`` say when it was first indexed, null where nobody knows.
    Of a sample, ``weight`` is how many articles it stands for; otherwise it is not there.
    """

    story: StoryRef | None
    added: str | None
    added_generation: int | None
    score: float | None
    highlights: Highlights
    weight: float | None = Field(default=None, exclude_if=is_none)
    group: StoryGroup | None = Field(exclude_if=is_none)


@dataclass(slots=True)
class FacetValue:
    """A value of a facet and how many articles have it, its own selection left out."""

    # Of these and of buckets an answer has some hundred; a frozen or checked object takes ten
    # times as long to make.

    value: str
    count: int
    selected: bool


@dataclass(slots=True)
class DateBucket:
    """What was found from ``start`` to ``end``, both days included (``YYYY-MM-DD``).

    ``count`` and ``all`` are in the unit of the facet: ``all`` counts the base, as far as it is
    of the dates that were asked for. ``ratio`` is the one by the other, with its 95 % interval
    from ``low`` to ``high``; null where ``all`` is 0. ``providers`` counts those that published
    any article of the base.
    """

    start: str
    end: str
    count: int
    all: int
    ratio: float | None
    low: float | None
    high: float | None
    providers: int


class PeakStory(Result):
    """A story that makes a peak: ``size`` of its articles are hits there.

    ``title`` is that of the first of these.
    """

    id: str
    title: str
    size: int


class DatePeak(Result):
    """Neighbouring buckets that stand out from those around them.

    They have ``count`` hits, where ``expected`` would be usual. ``stories`` are the largest there,
    ``words`` are distinctive of these hits, each a query as it is.
    """

    start: str
    end: str
    count: int
    expected: float
    stories: list[PeakStory]
    words: list[str]


class DateFacet(Result):
    """The histogram over the hits, without gaps; ``missing`` counts articles without a date.

    Where it would reach over more than :data:`MOST_YEARS`, it shows those that most of the hits
    are of (of several such the latest), from the first hit in them to the last; ``earlier`` and
    ``later`` count the articles before and after.

    ``peaks_total`` counts the peaks, which are of articles and of all that was imported, whatever
    the unit and the base. They are only told where they are asked for: ``peaks``.
    """

    interval: Interval
    unit: Unit
    base: Base
    buckets: list[DateBucket]
    missing: int
    earlier: int = 0
    later: int = 0
    peaks_total: int = 0
    peaks: list[DatePeak] | None = Field(default=None, exclude_if=is_none)


class Facets(Result):
    """All facets of a search.

    In the JSON, the values stand beside ``date``, each under the name of its facet. ``cut``
    names those that have more values than are listed; it is not in the JSON.
    """

    values: dict[FacetName, list[FacetValue]]
    date: DateFacet
    cut: frozenset[FacetName]

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Say which values there are, rather than that there are some."""
        found = handler.resolve_ref_schema(handler(schema))
        if "additionalProperties" in found:
            values, date = found.pop("additionalProperties")["anyOf"]
            found["properties"] = {**dict.fromkeys(FACETS, values), "date": date}
            found["required"] = [*FACETS, "date"]
            found["description"] = "The facets: values with counts, and the histogram."
        return found

    @model_serializer
    def _as_json(self) -> dict[str, list[FacetValue] | DateFacet]:
        return {**self.values, "date": self.date}


class QueryEcho(Result):
    """The query as it was given and as it was understood.

    There are only words ``added`` where the best hits have some that count for the order, too.
    """

    text: str
    parsed: str
    filters: dict[str, Any]
    added: list[str] | None = Field(default=None, exclude_if=is_none)


class SearchResult(Result):
    """The answer to a search: ``total`` articles.

    ``stories`` counts what is left of them when stories are folded, which is what pages are
    made of then; otherwise it is not there. There is only a ``sample`` where one was asked for,
    and everything else is of it, then; and ``as_of`` only where a generation was named.
    """

    query: QueryEcho
    total: int
    stories: int | None = Field(exclude_if=is_none)
    sample: SampleInfo | None = Field(default=None, exclude_if=is_none)
    as_of: ChangesSince | None = Field(default=None, exclude_if=is_none)
    page: int
    size: int
    took_ms: float
    hits: list[Hit]
    facets: Facets
    suggestions: list[Suggestion]
    notices: list[Notice]
    index: IndexState


@dataclass(frozen=True, slots=True)
class WayOut:
    """Another search.

    Attributes:
        label: goes on from "Search …".
        criteria: the search.
        total: articles that it finds, at least one.
    """

    label: str
    criteria: Criteria
    total: int
