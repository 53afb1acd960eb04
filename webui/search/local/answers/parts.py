"""Parts that several answers have."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from indexer.contract.article import Article
from indexer.contract.codec.arrays import Ints
from webui.search.local.columns.columns import NO_DATE
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.local.snapshot.story_lookup import story_counts, story_of
from webui.search.results.base import ArticleRef, IndexState, StoryRef
from webui.search.results.presenting import iso, provider_name

_1970 = datetime(1970, 1, 1, tzinfo=UTC)


def iso_of(published: int) -> str | None:
    """Write a time of :attr:`Columns.published` as :func:`iso` does; None for "no date"."""
    return None if published == NO_DATE else iso(_1970 + timedelta(microseconds=published))


def iso_of_each(published: Ints) -> list[str | None]:
    """Write what :func:`iso_of` does of many times at once.

    Args:
        published: microseconds since 1970, or ``NO_DATE``, shape (n,).
    """
    known = published != NO_DATE
    seconds = np.where(known, published // 1_000_000, 0).astype("datetime64[s]")
    texts = np.datetime_as_string(seconds).tolist()
    return [f"{text}Z" if is_known else None for text, is_known in zip(texts, known, strict=True)]


def day_text(day: int) -> str:
    """Write a day since 1970: ``2021-08-26``."""
    return (_1970 + timedelta(days=day)).date().isoformat()


def article_ref(article: Article) -> ArticleRef:
    """Present an article, as far as a list beside another one names it."""
    return ArticleRef(
        id=article.id,
        title=article.title,
        url=article.url or None,
        provider=provider_name(article.provider),
        published=iso(article.published) if article.published else None,
    )


def index_state(snapshot: Snapshot) -> IndexState:
    """Describe the state of the index that answers."""
    return IndexState(
        generation=snapshot.generation,
        articles=snapshot.articles,
        synced=iso(snapshot.synced),
    )


def story_ref(snapshot: Snapshot, doc: int) -> StoryRef | None:
    """Present the story of a document; None where it is alone."""
    story = story_of(snapshot, doc)
    if story is None:
        return None
    providers, copies = story_counts(snapshot, doc)
    return StoryRef(id=story[0], size=story[1], providers=providers, copies=copies)
