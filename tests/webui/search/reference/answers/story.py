"""A story as it is answered: who was first, and how the headlines differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time, timedelta

from indexer.contract.article import Article
from tests.webui.search.reference.answers.presenting import marks_in, when
from tests.webui.search.reference.archive import Archive, Entry
from tests.webui.search.reference.found import Found
from webui.search.query.highlighting import Highlighter
from webui.search.query.terms import words
from webui.search.results.precision import Precision
from webui.search.results.presenting import provider_name
from webui.search.results.story import (
    HeadlineHighlights,
    StoryArticle,
    StoryDetail,
    StoryProvider,
)

# So many articles of a story are listed, and so many providers: the first ones.
_LISTED = 500
# Of a headline.
_CHARACTERS = 500


def story_detail(
    archive: Archive, entry: Entry, search: Found | None, *, whole: bool
) -> StoryDetail:
    """Present a story, or those of its articles that a search found, if it found any."""
    every = [archive.by_id[id] for id in entry.story.members]
    found = every if search is None else [member for member in every if member in search.hits]
    shown = every if whole else found or every
    members = [member.article for member in shown]
    copied = {member.id: entry.story.copied_by(member.id) for member in shown}
    headlines = [article.title[:_CHARACTERS] for article in members[:_LISTED]]
    dated = [article for article in members if article.published]
    return StoryDetail(
        id=entry.story.id,
        size=len(every),
        found=None if search is None else len(found),
        providers=len({member.provider for member in shown} - {""}),
        copies=sum(original is not None for original in copied.values()),
        first=when(members[0]),
        last=when(dated[-1]) if dated else None,
        by_provider=_by_provider(members, copied),
        articles=[
            _article(
                member,
                members[0],
                copied[member.id],
                search,
                HeadlineHighlights(
                    title=_marked(headlines, place), query=_of_query(member, search)
                ),
            )
            for place, member in enumerate(shown[:_LISTED])
        ],
        index=archive.state,
    )


def _by_provider(
    members: Sequence[Article], copied: Mapping[str, str | None]
) -> list[StoryProvider]:
    """Return what each provider wrote; those without one are one."""
    written: dict[str | None, list[Article]] = {}
    for article in members:
        label = article.provider.label if article.provider else None
        written.setdefault(label, []).append(article)
    rows = [
        StoryProvider(
            provider=label,
            first=own[0].id,
            published=when(own[0]),
            precision=_precision(own[0]),
            after_seconds=_after(members[0], own[0]),
            articles=len(own),
            copies=sum(copied[article.id] is not None for article in own),
        )
        for label, own in written.items()
    ]
    return rows[:_LISTED]


def _article(
    entry: Entry,
    first: Article,
    copied: str | None,
    search: Found | None,
    headlines: HeadlineHighlights,
) -> StoryArticle:
    article = entry.article
    return StoryArticle(
        id=article.id,
        title=article.title,
        excerpt=article.excerpt,
        url=article.url or None,
        provider=provider_name(article.provider),
        published=when(article),
        precision=_precision(article),
        image=article.image.url if article.image else None,
        after_seconds=_after(first, article),
        copy_of=copied,
        found=None if search is None else entry in search.hits,
        highlights=HeadlineHighlights(
            title=headlines.title + _more(article),
            query=None if headlines.query is None else headlines.query + _more(article),
        ),
    )


def _more(article: Article) -> str:
    return " …" if len(article.title) > _CHARACTERS else ""


def _marked(headlines: Sequence[str], place: int) -> str:
    """Mark the words of a headline that no other one has."""
    others = [text for at, text in enumerate(headlines) if at != place]
    used = {word.text for other in others for word in words(other)}
    own = {word.text for word in words(headlines[place])} - used if others else set()
    return Highlighter(words=frozenset(own)).mark(headlines[place])


def _of_query(entry: Entry, search: Found | None) -> str | None:
    """Mark the words of the query, if there is one."""
    if search is None or not search.parsed.text:
        return None
    return marks_in("title", search, entry).mark(entry.article.title[:_CHARACTERS])


def _precision(article: Article) -> Precision | None:
    """Return how precisely a time is known: who writes midnight knows the day."""
    if article.published is None:
        return None
    return "second" if article.published.replace(microsecond=0).time() > time() else "day"


def _after(first: Article, article: Article) -> int | None:
    """Return the seconds between two times as they are shown, which is to the second."""
    if first.published is None or article.published is None:
        return None
    since, until = (one.replace(microsecond=0) for one in (first.published, article.published))
    return (until - since) // timedelta(seconds=1)
