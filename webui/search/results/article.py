"""What is answered about one article: the JSON of ``/api/articles/<id>``, as a type."""

from __future__ import annotations

from webui.search.results.base import Result
from webui.search.results.search import IndexState, ProviderName, StoryRef


class ArticleDetail(Result):
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
