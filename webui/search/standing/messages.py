"""What is said in a message: as an object, and as text for people."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from pydantic import BaseModel, ConfigDict

from webui.search.backend import Searcher
from webui.search.criteria.criteria import Criteria
from webui.search.results.search import Hit, SearchResult
from webui.search.standing.search_file import StandingSearch

MOST_LISTED = 50
"""So many articles are listed in a message; the link has all of them."""


class ListedArticle(BaseModel):
    """An article of a message; ``address`` is that of its page here, if the pages have one."""

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    provider: str | None
    published: str | None
    url: str | None
    address: str | None


class ListedStory(BaseModel):
    """What is new of a story: of one article that is alone, too."""

    model_config = ConfigDict(frozen=True)

    id: str
    articles: list[ListedArticle]


class Message(BaseModel):
    """One delivery.

    ``key`` is the same if it is sent again, as after a kill between sending and noting. There
    are ``articles`` articles in ``stories`` stories by ``providers`` providers, first indexed
    after the generation ``since`` and up to ``generation``; the newest are ``listed``.
    ``notes`` are sentences that come first.
    """

    model_config = ConfigDict(frozen=True)

    key: str
    search: str
    title: str
    since: int
    generation: int
    articles: int = 0
    stories: int = 0
    providers: int = 0
    notes: list[str] = []
    listed: list[ListedStory] = []
    link: str | None = None

    @property
    def counts(self) -> str:
        """``12 articles, 4 stories, 7 providers``."""
        return ", ".join(
            (
                _plural(self.articles, "article"),
                _plural(self.stories, "story", "stories"),
                _plural(self.providers, "provider"),
            )
        )

    @property
    def subject(self) -> str:
        """One line."""
        return f"{self.title}: {self.counts if self.articles else 'a note'}"

    @property
    def body(self) -> str:
        """All but the subject."""
        parts = [*self.notes]
        if self.articles:
            parts.append(f"New in “{self.title}”: {self.counts}.")
        parts += ["\n".join(_lines(story)) for story in self.listed]
        rest = self.articles - sum(len(story.articles) for story in self.listed)
        if rest > 0:
            parts.append(f"And {_plural(rest, 'more article')}.")
        if self.link:
            parts.append(f"{'All of them' if self.articles else 'The search'}: {self.link}")
        return "\n\n".join(parts)

    def as_text(self) -> str:
        """Return subject and body."""
        return f"{self.subject}\n\n{self.body}\n"


def note_on(name: str, title: str, generation: int, notes: list[str]) -> Message:
    """Return a message that holds no articles."""
    return Message(
        key=f"{name}/{generation}/note",
        search=name,
        title=title,
        since=generation,
        generation=generation,
        notes=notes,
    )


def message_of(
    search: StandingSearch, searcher: Searcher, since: int, base_url: str, notes: list[str]
) -> Message | None:
    """Return what is new of a search; None where nothing is, and there are no notes.

    Args:
        search: what is asked for.
        searcher: the archive.
        since: a generation, not beyond that of the archive.
        base_url: address of the pages; nothing where they have none.
        notes: that come before the articles.
    """
    newest = search.criteria.changed(since=since, sort="added", size=MOST_LISTED, group="")
    found = searcher.find(newest, relax=False)
    if not found.total and not notes:
        return None
    page = found.page()
    told = [f"Note: {notice.message}" for notice in page.notices]
    linked = newest if found.total else search.criteria
    return Message(
        key=f"{search.name}/{since}-{page.index.generation}",
        search=search.name,
        title=search.title,
        since=since,
        generation=page.index.generation,
        articles=found.total,
        stories=_stories(searcher, newest),
        providers=found.coverage(limit=0).providers,
        notes=[*notes, *told],
        listed=_folded(page, base_url),
        link=_link(linked, base_url),
    )


def _stories(searcher: Searcher, criteria: Criteria) -> int:
    result = searcher.find(criteria.changed(group="story", size=10), relax=False).page()
    return result.stories or 0


def _folded(page: SearchResult, base_url: str) -> list[ListedStory]:
    """Return the hits of a page by story, each story where its first hit stands."""
    stories: dict[str, list[ListedArticle]] = {}
    for hit in page.hits:
        stories.setdefault(hit.story.id if hit.story else hit.id, []).append(_listed(hit, base_url))
    return [ListedStory(id=id, articles=articles) for id, articles in stories.items()]


def _listed(hit: Hit, base_url: str) -> ListedArticle:
    return ListedArticle(
        id=hit.id,
        title=hit.title,
        provider=hit.provider.label if hit.provider else None,
        published=hit.published,
        url=hit.url,
        address=f"{base_url}/article/{quote(hit.id, safe='/')}" if base_url else None,
    )


def _link(criteria: Criteria, base_url: str) -> str | None:
    if not base_url:
        return None
    parameters = [pair for pair in criteria.parameters() if pair[0] != "size"]
    return f"{base_url}/?{urlencode(parameters)}"


def _lines(story: ListedStory) -> list[str]:
    several = len(story.articles) > 1
    lines = [f"{_plural(len(story.articles), 'article')} of one story:"] if several else []
    for article in story.articles:
        told = article.provider or "no provider"
        when = article.published[:10] if article.published else "no date"
        lines.append(f"{'- ' if several else ''}{' '.join(article.title.split())}")
        indent = "  " if several else ""
        lines.append(f"{indent}{told}, {when}")
        lines.append(f"{indent}{article.address or article.url or article.id}")
    return lines


def _plural(count: int, singular: str, several: str | None = None) -> str:
    return f"{count:,} {singular if count == 1 else several or singular + 's'}"
