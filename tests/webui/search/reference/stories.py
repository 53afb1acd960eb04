"""Which articles are one story: connected by ``related`` lists and by titles."""

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
    """A story, by its articles' ids; the earliest one comes first, and lends its id."""

    members: tuple[str, ...]

    @property
    def id(self) -> str:
        """The id of its earliest article."""
        return self.members[0]


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
    return {
        id: Story(tuple(member.id for member in sorted(members, key=by_time)))
        for id, members in joined.items()
    }


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
