"""Which articles are one story: connected by ``related`` lists and by titles.

Of one story, articles of one title are copies of the earliest of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from indexer.contract.article import Article
from indexer.contract.stories.titles import normalized_title

WINDOW = timedelta(days=3)
"""Articles of one title may be so far apart, and no farther."""

_LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Story:
    """A story, by its articles' ids.

    Attributes:
        members: the earliest one comes first, and lends its id to the story.
        originals: of each, the one whose text it copies, or itself.
    """

    members: tuple[str, ...]
    originals: tuple[str, ...]

    @property
    def id(self) -> str:
        """The id of its earliest article."""
        return self.members[0]

    def copied_by(self, id: str) -> str | None:
        """Return the id of the article that a member copies; None if it copies none."""
        original = self.originals[self.members.index(id)]
        return None if original == id else original

    @property
    def copies(self) -> int:
        """How many of its articles copy another one."""
        return sum(self.copied_by(id) is not None for id in self.members)


def by_time(article: Article) -> tuple[bool, datetime, str]:
    """What articles are ordered by in time: the undated last, ties by id."""
    return article.published is None, article.published or _LATEST, article.id


def stories_of(articles: Sequence[Article]) -> dict[str, Story]:
    """Return the story of each article, by id; one that is alone is a story of one."""
    joined: dict[str, list[Article]] = {article.id: [article] for article in articles}
    for one in articles:
        for other in articles:
            if joined[one.id] is not joined[other.id] and _belong_together(one, other, articles):
                joined[one.id] += joined[other.id]
                for member in joined[other.id]:
                    joined[member.id] = joined[one.id]
    return {id: _story(members) for id, members in joined.items()}


def _story(articles: Sequence[Article]) -> Story:
    ordered = sorted(articles, key=by_time)
    first: dict[str, str] = {}
    originals = []
    for article in ordered:
        # Of a title of which nothing is left nobody knows what it says.
        title = normalized_title(article.title) or f"?{article.id}"
        originals.append(first.setdefault(title, article.id))
    return Story(tuple(article.id for article in ordered), tuple(originals))


def _belong_together(one: Article, other: Article, articles: Sequence[Article]) -> bool:
    if one.web_url and one.web_url == other.web_url:
        # Two copies; that they are one event is only known if somebody relates to them.
        return any(one.web_url in article.related for article in articles)
    names = bool(other.web_url) and other.web_url in one.related
    named = bool(one.web_url) and one.web_url in other.related
    return names or named or _have_one_title(one, other)


def _have_one_title(one: Article, other: Article) -> bool:
    """Whether the titles join two articles: an agency's text in two papers."""
    if one.published is None or other.published is None:
        return False
    if one.provider is None or other.provider is None or (one.related and other.related):
        return False
    title = normalized_title(one.title)
    return (
        title != ""
        and title == normalized_title(other.title)
        and one.provider.label != other.provider.label
        and abs(one.published - other.published) <= WINDOW
    )
