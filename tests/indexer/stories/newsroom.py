"""Generated archives whose articles tell a few events, and what the product finds in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import strategies as st

from indexer.committing.signature import signature
from indexer.contract.article import Article, Provider
from indexer.contract.codec.column_decoding import joined
from indexer.stories.discovery import Found
from indexer.stories.signatures import Signatures, unpack
from indexer.stories.word_statistics import HABIT

START = datetime(2021, 8, 1, tzinfo=UTC)

# Of each event; what one shares with the next is what makes it hard.
_EVENTS = (
    "Volocopter lands helipad Singapore skyports regulator approves",
    "Ferry strike harbour Calais crews walkout operator",
    "数据库 漏洞 修复 Wiz Cosmos keys Jupyter notebook",
    "Ströme café volocopter Żubrówka harbour Ελλάδα operator",
)
_EVERYWHERE = "cloud news update the of is now available in"
_PROVIDERS = (None, Provider("Ferry Post", "post.example"), Provider("", "wire.example"))

_minutes = st.sampled_from([0, 0, 0, 0, 1, 90, 24 * 60, 3 * 24 * 60, 5 * 24 * 60, 11 * 24 * 60])


def _some(words: str, least: int, most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(words.split()), min_size=least, max_size=most)


@st.composite
def _reports(draw: st.DrawFn) -> Article:
    event = draw(st.integers(0, len(_EVENTS) - 1))
    words = _EVENTS[event]
    title = [*draw(_some(words, 0, 6)), *draw(_some(_EVERYWHERE, 0, 2))]
    excerpt = [*draw(_some(words, 0, 9)), *draw(_some(_EVERYWHERE, 0, 5))]
    after = timedelta(days=2 * event, minutes=draw(_minutes))
    return Article(
        id="",
        title=" ".join(title),
        excerpt=" ".join(excerpt) if draw(st.integers(0, 3)) else "",
        provider=draw(st.sampled_from(_PROVIDERS)),
        published=START + after if draw(st.integers(0, 15)) else None,
    )


@st.composite
def _copies(draw: st.DrawFn, of: Article) -> Article:
    """Return a copy, the same or nearly so, by whoever and whenever."""
    minutes = draw(_minutes)
    return Article(
        id="",
        title=of.title,
        excerpt=of.excerpt + draw(st.sampled_from(["", "", " more", " Cosmos Wiz"])),
        provider=draw(st.sampled_from(_PROVIDERS)),
        published=of.published and of.published + timedelta(minutes=minutes),
    )


@st.composite
def archives(draw: st.DrawFn, most: int = 14) -> list[Article]:
    """Return articles that tell of a few events, some of them again and again."""
    articles: list[Article] = []
    # A series has words that a provider uses in many of its titles.
    serial = draw(st.sampled_from([0, 0, HABIT + 3]))
    for place in range(draw(st.integers(0, most)) + serial):
        if place < serial:
            made = replace(draw(_reports()), provider=_PROVIDERS[1])
            made = replace(made, title=f"Volocopter news {place} {made.title}")
        elif articles and draw(st.integers(0, 3)) == 0:
            made = draw(_copies(draw(st.sampled_from(articles))))
        else:
            made = draw(_reports())
        articles.append(replace(made, id=f"{place * 7 % 31}"))
    return articles


def signatures_of(articles: Sequence[Article]) -> Signatures:
    """Return the signatures of some articles, as they are read from an index."""
    return unpack(joined([signature(article) for article in articles]))


def all_live(articles: Sequence[Article]) -> np.ndarray:
    """Tell that none of some articles is deleted."""
    return np.ones(len(articles), np.bool_)


def edges_of(found: Found) -> dict[tuple[int, int], tuple[int, bool]]:
    """Return how likely each pair is one event, and whether it is a copy."""
    edges = found.edges
    return {
        (one, two): (likely, copy)
        for one, two, likely, copy in zip(
            edges.earlier.tolist(),
            edges.later.tolist(),
            edges.likely.tolist(),
            edges.copy.tolist(),
            strict=True,
        )
    }


def groups(articles: Sequence[Article], labels: Sequence[int]) -> set[frozenset[str]]:
    """Return the ids that have one label, for each label."""
    return {
        frozenset(item.id for item, other in zip(articles, labels, strict=True) if other == label)
        for label in labels
    }
