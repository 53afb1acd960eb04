"""One article with everything that the index knows of it, and others that have to do with it."""

from __future__ import annotations

from collections.abc import Sequence

from webui.search.local.answers.articles.related import related
from webui.search.local.answers.articles.similar import similar
from webui.search.local.answers.parts import article_ref, index_state, iso_of, story_ref
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.local.snapshot.story_lookup import story_members
from webui.search.results.article import ArticleDetail, Neighbours
from webui.search.results.base import ArticleRef
from webui.search.results.presenting import iso, provider_name


def article_detail(snapshot: Snapshot, doc: int) -> ArticleDetail:
    """Present the article with this document number."""
    article, columns = snapshot.article(doc), snapshot.columns
    return ArticleDetail(
        id=article.id,
        title=article.title,
        excerpt=article.excerpt,
        url=article.url or None,
        original_url=article.original_url or None,
        amp_url=article.amp_url or None,
        cdn_amp_url=article.cdn_amp_url or None,
        provider=provider_name(article.provider),
        published=iso(article.published) if article.published else None,
        topics=list(article.topics),
        type=article.type or None,
        category=article.category or None,
        quality=article.quality,
        heat=article.heat,
        curated=article.curated,
        image=article.image.url if article.image else None,
        story=story_ref(snapshot, doc),
        added=iso_of(int(columns.added[doc])),
        added_generation=int(columns.added_generation[doc]) or None,
        changed_generation=int(columns.changed_generation[doc]) or None,
        index=index_state(snapshot),
    )


def neighbours(snapshot: Snapshot, doc: int, in_story: int, like_it: int, named: int) -> Neighbours:
    """Present articles that have to do with the article with this document number.

    Args:
        snapshot: that the article is in.
        doc: its number.
        in_story: how many others of its story, the newest first.
        like_it: how many others on the same matter, the best first.
        named: how many of those that its ``related`` list names, in its order.
    """

    def refs(docs: Sequence[int]) -> list[ArticleRef]:
        return [article_ref(article) for article in snapshot.shown(docs)]

    # One more, as the article itself may be among them.
    newest = story_members(snapshot, doc, in_story + 1)
    by_importer = related(snapshot, doc)
    return Neighbours(
        story=refs([other for other in newest if other != doc][:in_story]),
        related=refs(by_importer[:named].tolist()),
        related_total=len(by_importer),
        similar=refs(similar(snapshot, doc, like_it)),
    )
