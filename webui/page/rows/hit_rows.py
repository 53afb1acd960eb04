"""The hits of a page, as they are written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from flask import Flask
from markupsafe import Markup

from webui.formats.citing.embedded_metadata import coins
from webui.formats.date_texts import day, time_of_day
from webui.page.addresses import article_urls, host_of, search_url_for, story_url
from webui.page.wording import came_late, plural, shortened, told
from webui.search.criteria.criteria import Criteria
from webui.search.results.precision import precision_of
from webui.search.results.search import Hit

# What every article is, if it is not said to be something else.
_USUAL = "article"


class Link(NamedTuple):
    """An address, and what leads there."""

    url: str
    text: str


class HitRow(NamedTuple):
    """A hit.

    Attributes:
        hit: all that is told of it.
        url: of its page.
        coins: what reference managers find of it.
        title, excerpt: as they stand on a page, marked.
        name: its title, not too long, for controls that are about it.
        provider: its name; empty where it is not known.
        when: the day of publication and, if it is known, the time; empty where neither is.
        late: when it was imported, if that was late; empty if it was not.
        kind: what it is, if not an article.
        topics: those that are worth saying.
        site: what is called as the place where it was published.
        story: the whole one; None where it is alone.
        found: those of its story that the search found, where hits are folded and that is not all.
    """

    hit: Hit
    url: str
    coins: str
    title: Markup
    excerpt: Markup
    name: str
    provider: str
    when: str
    late: str
    kind: str
    topics: list[Link]
    site: str
    story: Link | None
    found: Link | None


def register(app: Flask) -> None:
    """Give templates the function of this module."""
    app.jinja_env.globals["hit_rows"] = hit_rows


def hit_rows(
    hits: Sequence[Hit],
    criteria: Criteria,
    *,
    linked: bool,
    everywhere: Collection[str] = (),
    late_since: int | None = None,
) -> Iterator[HitRow]:
    """Yield the hits of a page.

    Args:
        hits: in their order.
        criteria: the search that found them.
        linked: whether its address may stand beside each.
        everywhere: topics that all hits have, which tell none from another.
        late_since: generation of the first import, of which nothing is late.
    """
    page_of = article_urls(criteria)
    for hit in hits:
        provider, published = hit.provider.label if hit.provider else "", hit.published
        yield HitRow(
            hit,
            page_of(hit.id),
            coins(hit),
            # Highlights are HTML that is escaped already.
            Markup(hit.highlights.title),  # noqa: S704
            Markup(hit.highlights.excerpt),  # noqa: S704
            shortened(hit.title),
            provider,
            _when(published) if published else "",
            day(hit.added) if hit.added and came_late(hit, late_since) else "",
            hit.type if hit.type and hit.type != _USUAL else "",
            [
                Link(search_url_for("topic", topic, criteria), topic)
                for topic in hit.topics
                if topic not in everywhere
            ],
            provider if hit.provider else host_of(hit.url or ""),
            _story(hit, criteria),
            _found(hit, criteria) if linked else None,
        )


def _when(published: str) -> str:
    if precision_of(published) == "second":
        return f"{day(published)}, {time_of_day(published)}"
    return day(published)


def _story(hit: Hit, criteria: Criteria) -> Link | None:
    story = hit.story
    if story is None:
        return None
    url = story_url(story.id, criteria, whole=True)
    return Link(url, told(story.size, story.copies, story.providers))


def _found(hit: Hit, criteria: Criteria) -> Link | None:
    group, story = hit.group, hit.story
    if group is None or story is None or not 1 < group.articles < story.size:
        return None
    text = f"{plural(group.articles, 'article')} of the story found, by "
    return Link(story_url(story.id, criteria), text + plural(group.providers, "provider"))
