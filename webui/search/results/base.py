"""What answers have in common."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Result(BaseModel):
    """A part of an answer: frozen, and ready to become JSON."""

    model_config = ConfigDict(frozen=True)


def is_none(value: object) -> bool:
    """Whether a field is left out of the JSON."""
    return value is None


NoticeCode = Literal[
    "plain_words",
    "not_understood",
    "no_words",
    "shortened",
    "too_many_words",
    "some_words",
    "unclosed_quote",
    "unbalanced_bracket",
    "lower_case_operator",
    "mixed_operators",
    "other_operator",
    "dangling_operator",
    "out_of_range",
    "slop_after_bracket",
    "other_wildcard",
    "misplaced_exact",
]


class Notice(Result):
    """Something about the search that the reader should know.

    ``query`` is the text that may be meant, or that says with brackets how it was read; null
    where there is none.
    """

    code: NoticeCode
    message: str
    query: str | None = None


class ProviderName(Result):
    """Who published an article; either may be empty."""

    name: str
    domain: str

    @property
    def label(self) -> str:
        """What a reader is shown: the name, or the domain where there is none."""
        return self.name or self.domain


class StoryRef(Result):
    """The story that an article is part of.

    ``size`` counts its articles, ``copies`` those of them whose text is another's, and
    ``providers`` those who published them; who published an article is not always known.
    """

    id: str
    size: int
    providers: int
    copies: int


class ArticleValues(Result):
    """What an answer that shows an article whole tells of it, first of all.

    ``published`` is an ISO 8601 time in UTC. ``heat`` is -1 where it is unknown; whatever else
    is unknown is null.
    """

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


class ArticleRef(Result):
    """An article, as far as a list beside another one names it."""

    id: str
    title: str
    url: str | None
    provider: ProviderName | None
    published: str | None


class IndexState(Result):
    """Which state of the index answered; ``synced`` is UTC, ISO 8601."""

    generation: int
    articles: int
    synced: str


class ErrorDetail(Result):
    """What is wrong: ``parameter`` is the one that cannot be read, null if it is none of them."""

    parameter: str | None
    message: str


class ErrorAnswer(Result):
    """The answer of the API where there is none."""

    error: ErrorDetail
