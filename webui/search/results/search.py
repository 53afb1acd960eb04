"""What is answered: the JSON of ``/api/search`` and ``/api/articles/<id>``, as types."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from webui.search.criteria.criteria import FacetName

NoticeCode = Literal[
    "plain_words", "not_understood", "no_words", "shortened", "too_many_words", "some_words"
]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


def is_none(value: object) -> bool:
    """Whether a field is left out of the JSON."""
    return value is None


class Notice(_Model):
    """Something about the search that the reader should know, in one sentence."""

    code: NoticeCode
    message: str


class Suggestion(_Model):
    """A mended query and the number of articles that it finds."""

    text: str
    total: int


class ProviderName(_Model):
    """Who published an article; either may be empty."""

    name: str
    domain: str

    @property
    def label(self) -> str:
        """What a reader is shown: the name, or the domain where there is none."""
        return self.name or self.domain


class StoryRef(_Model):
    """The story that an article is part of; ``size`` counts its articles."""

    id: str
    size: int


class FoldedHit(_Model):
    """An article that is folded under another one of its story."""

    id: str
    title: str
    url: str | None
    provider: ProviderName | None
    published: str | None


class StoryGroup(_Model):
    """The hits of one story: ``articles`` of them, by so many ``providers``.

    ``others`` are the first of those that are folded, the newest first.
    """

    articles: int
    providers: int
    others: list[FoldedHit]


class Highlights(_Model):
    """HTML that holds nothing but escaped text and ``<mark>``."""

    title: str
    excerpt: str


class Hit(_Model):
    """One article of a page of results; there is only a ``group`` where stories are folded."""

    id: str
    title: str
    excerpt: str
    url: str | None
    provider: ProviderName | None
    published: str | None
    topics: list[str]
    type: str | None
    quality: int | None
    heat: int
    curated: bool
    image: str | None
    story: StoryRef | None
    score: float | None
    highlights: Highlights
    group: StoryGroup | None = Field(exclude_if=is_none)


class FacetValue(_Model):
    """A value of a facet and how many articles have it, its own selection left out."""

    value: str
    count: int
    selected: bool


class DateBucket(_Model):
    """Articles from ``start`` to ``end``, both days included (``YYYY-MM-DD``).

    ``all`` counts those of the whole index, as far as they are of the dates that were asked for.
    """

    start: str
    end: str
    count: int
    all: int


class DateFacet(_Model):
    """The histogram over the hits, without gaps; ``missing`` counts those without a date."""

    interval: Literal["day", "week", "month", "year"]
    buckets: list[DateBucket]
    missing: int


class Facets(_Model):
    """All facets of a search.

    ``cut`` names those that have more values than are listed; it is not in the JSON.
    """

    provider: list[FacetValue]
    topic: list[FacetValue]
    type: list[FacetValue]
    date: DateFacet
    cut: frozenset[FacetName] = Field(exclude=True)


class QueryEcho(_Model):
    """The query as it was given and as it was understood."""

    text: str
    parsed: str
    filters: dict[str, Any]


class IndexState(_Model):
    """Which state of the index answered; ``synced`` is UTC, ISO 8601."""

    generation: int
    articles: int
    synced: str


class SearchResult(_Model):
    """The answer to a search: ``total`` articles.

    ``stories`` counts what is left of them when stories are folded, which is what pages are
    made of then; otherwise it is not there.
    """

    query: QueryEcho
    total: int
    stories: int | None = Field(exclude_if=is_none)
    page: int
    size: int
    took_ms: float
    hits: list[Hit]
    facets: Facets
    suggestions: list[Suggestion]
    notices: list[Notice]
    index: IndexState


class ArticleDetail(_Model):
    """The answer of ``/api/articles/<id>``: all that the index knows of an article."""

    id: str
    title: str
    excerpt: str
    url: str | None
    original_url: str | None
    amp_url: str | None
    cdn_amp_url: str | None
    provider: ProviderName | None
    published: str | None
    topics: list[str]
    type: str | None
    category: str | None
    quality: int | None
    heat: int
    curated: bool
    image: str | None
    story: StoryRef | None
    index: IndexState


class Overview(_Model):
    """The answer of ``/api/status``.

    ``first`` and ``last`` are the days of the oldest and the newest article.
    """

    index: IndexState
    first: str | None
    last: str | None
    undated: int
    providers: int
    topics: int
    stories: int
