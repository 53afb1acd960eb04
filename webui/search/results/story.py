"""What is answered about a story: the JSON of ``/api/stories/<id>``, as types."""

from __future__ import annotations

from pydantic import Field

from webui.search.results.base import IndexState, ProviderName, Result, is_none
from webui.search.results.precision import Precision


class HeadlineHighlights(Result):
    """HTML that holds nothing but escaped text and ``<mark>``.

    In ``title`` the words are marked that no other headline has, in ``query`` those of the
    query; without a query that is not there.
    """

    title: str
    query: str | None = Field(exclude_if=is_none)


class StoryArticle(Result):
    """One article of a story.

    ``after_seconds`` is the time since the story's first article; null where a date is missing.
    Where the ``precision`` of either is a day, it says how many days lie between them and no
    more. ``copy_of`` is the id of the article whose text it copies, which need not be listed;
    null for an independent report. ``found`` says whether the search finds it; without a search
    it is not there.
    """

    id: str
    title: str
    excerpt: str
    url: str | None
    provider: ProviderName | None
    published: str | None
    precision: Precision | None
    image: str | None
    after_seconds: int | None
    copy_of: str | None
    found: bool | None = Field(exclude_if=is_none)
    highlights: HeadlineHighlights


class StoryProvider(Result):
    """What one provider wrote of a story: so many ``articles``, of which ``first`` came first.

    ``copies`` counts those of them whose text is that of another article, anybody's.
    ``provider`` is the facet's value; null stands for the articles without a provider.
    ``first`` is an article's id; its time and what is known of it follow.
    """

    provider: str | None
    first: str
    published: str | None
    precision: Precision | None
    after_seconds: int | None
    articles: int
    copies: int


class StoryDetail(Result):
    """The answer of ``/api/stories/<id>``: a story, its articles in order of time.

    ``size`` counts all of its articles, ``found`` those that a search finds; without a search
    it is not there. All else is about what was found, or about all if nothing was or the
    whole story was asked for;
    ``providers`` and ``copies`` (articles whose text is another's) count all of these, even
    where there are more than are listed. ``first`` and ``last`` are times of publication,
    null where no article has one.
    """

    id: str
    size: int
    found: int | None = Field(exclude_if=is_none)
    providers: int
    copies: int
    first: str | None
    last: str | None
    by_provider: list[StoryProvider]
    articles: list[StoryArticle]
    index: IndexState
