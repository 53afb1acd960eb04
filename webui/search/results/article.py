"""What is answered about one article."""

from __future__ import annotations

from webui.search.results.base import ArticleRef, IndexState, ProviderName, Result, StoryRef


class ArticleDetail(Result):
    """The answer of ``/api/articles/<id>``: all that the index knows of an article.

    ``added`` and ``added_generation`` say when it was first indexed, ``changed_generation``
    when its file last held something else; null where nobody knows.
    """

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
    added: str | None
    added_generation: int | None
    changed_generation: int | None
    index: IndexState


class Neighbours(Result):
    """Articles that have to do with an article.

    ``story`` are others of its story, the newest first; ``related`` are those that the importer
    relates to it, in the order of the file, and ``related_total`` counts all of them that the
    index has; ``similar`` are on the same matter, but not of its story, the best first.
    """

    story: list[ArticleRef]
    related: list[ArticleRef]
    related_total: int
    similar: list[ArticleRef]
