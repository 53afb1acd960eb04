"""Which articles are one story, found with plain loops, and which of them are copies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from indexer.contract.article import Article
from indexer.contract.history import History
from tests.support.stories.plain_stories import plain_stories

_LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Story:
    """A story, by its articles' ids.

    Attributes:
        id: of the article that was first indexed; of several the earliest.
        members: in order of time.
        originals: of each, the one whose text it copies, or itself.
    """

    id: str
    members: tuple[str, ...]
    originals: tuple[str, ...]

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


def stories_of(
    articles: Sequence[Article], history: Callable[[str], History | None]
) -> dict[str, Story]:
    """Return the story of each article, by id; one that is alone is a story of one.

    Args:
        articles: all that there are.
        history: from the id of an article to when it came in.
    """
    found = plain_stories(articles)
    label = {
        article.id: (story, text)
        for article, story, text in zip(articles, found.story, found.text, strict=True)
    }

    def first_indexed(article: Article) -> tuple[int, tuple[bool, datetime, str]]:
        known = history(article.id)
        return known.added.generation if known else 0, by_time(article)

    stories = {}
    for number in set(found.story):
        members = [one for one in articles if label[one.id][0] == number]
        ordered = [one.id for one in sorted(members, key=by_time)]
        original: dict[int, str] = {}
        for id in ordered:
            original.setdefault(label[id][1], id)
        stories[number] = Story(
            min(members, key=first_indexed).id,
            tuple(ordered),
            tuple(original[label[id][1]] for id in ordered),
        )
    return {id: stories[story] for id, (story, _) in label.items()}
