"""Cuttings: what a search does between the URL and the JSON."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from typing import Self

import indexer
from indexer.committing.documents import document
from indexer.committing.new_index import new_index
from indexer.committing.storage import locked
from indexer.contract.article import Article, Fingerprint
from indexer.contract.settings import Settings
from tests.benchmark.engines.base import Engine
from tests.benchmark.searching.questions import FACET_SIZE, PAGE_SIZE, Answer, Question, Shown
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.facet_choices import choices
from webui.search.local.columns.histogram import buckets_of
from webui.search.local.columns.ordering import page_of
from webui.search.local.columns.tally import DayCounts
from webui.search.local.engine import ByteCache
from webui.search.local.finding.facet_counting import count_values
from webui.search.local.finding.matching import match_query
from webui.search.local.finding.narrowing import narrow
from webui.search.local.snapshot.local_snapshot import LocalSnapshot
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.query.parser import parse_query

# What an index looks like depends on these modules; the rest of the indexer has no say in it.
_INDEXER = Path(indexer.__file__).parent
_WRITERS = (
    "committing/*.py",
    "segments/**/*.py",
    "contract/analysis.py",
    "contract/schema.py",
    "stories/*.py",
)


def answer(snapshot: Snapshot, criteria: Criteria) -> Answer:
    """Do for a search what the other engines do: no highlights, no spelling, no JSON.

    The one place that knows the functions below ``webui.search.local.answers.searches.search``.
    """
    parsed = parse_query(criteria.q)
    matched = match_query(snapshot, criteria, parsed)
    narrowed = narrow(snapshot, criteria, matched.matches)
    start = (criteria.page - 1) * criteria.size
    page = page_of(
        narrowed.hits,
        snapshot.columns,
        criteria.effective_sort,
        start,
        start + criteria.size,
        snapshot.by_id,
    )
    hits = snapshot.tally(narrowed.hits.docs)
    counted = count_values(snapshot, criteria, narrowed, hits, ("provider", "topic"))
    providers, topics = (counted[facet].values for facet in ("provider", "topic"))
    return Answer(
        total=len(narrowed.hits.docs),
        page=[_shown(article) for article in snapshot.shown(page.tolist())],
        providers=[(value.value, value.count) for value in providers],
        topics=[(value.value, value.count) for value in topics],
        months=_by_date(snapshot, criteria, hits.days()),
    )


def _by_date(snapshot: Snapshot, criteria: Criteria, days: DayCounts) -> dict[str, int]:
    """Count by date, without shares of all articles and what else only we tell."""
    buckets = buckets_of(days, snapshot.totals.day_counts, criteria.span)
    if buckets is None:
        return {}
    starts = (start for start, _ in buckets.ends())
    counts = zip(starts, buckets.sums(days).tolist(), strict=True)
    return {start: count for start, count in counts if count}


def cache_of(settings: Settings) -> ByteCache:
    """Return as large a cache as the server has."""
    return ByteCache(settings.cache_bytes, settings.search_cache_bytes)


def criteria_of(question: Question) -> Criteria:
    """Return a question as the state of a search URL."""
    return Criteria(
        q=question.text,
        include=choices({"provider": question.providers, "topic": question.topics}),
        match="any" if question.sentence else "all",
        sort="newest" if question.newest else None,
        page=question.page,
        size=PAGE_SIZE,
        facet_size=FACET_SIZE,
    )


def fingerprint(article: Article) -> Fingerprint:
    """Return the fingerprint of a file that the article could have been read from."""
    digest = blake2b(article.id.encode(), digest_size=16).hexdigest()
    return Fingerprint(size=len(article.title) + len(article.excerpt), mtime=0, digest=digest)


class OnOurIndex(Engine):
    """An engine that searches the index that Cuttings writes."""

    index = "cuttings"

    @classmethod
    def writer(cls) -> str:
        """Return a digest of the modules that write the index."""
        sources = [source for name in _WRITERS for source in sorted(_INDEXER.glob(name))]
        written = b"".join(source.read_bytes() for source in sources)
        return blake2b(written, digest_size=8).hexdigest()

    @classmethod
    def build(cls, folder: Path, articles: Iterable[Article]) -> None:
        """Write the index as a first sync does: in one commit."""
        with locked(folder), new_index(folder) as batch:
            for article in articles:
                batch.add(document(article, fingerprint(article)))


class Cuttings(OnOurIndex):
    """The search core, through its own functions."""

    name = "Cuttings"

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open a snapshot, with as large a cache as the server has; nothing is read ahead."""
        return cls(LocalSnapshot.open(folder, cache_of(Settings())))

    def ask(self, question: Question) -> Answer:
        """Answer a question."""
        return answer(self._snapshot, criteria_of(question))

    def close(self) -> None:
        """Close the snapshot."""
        self._snapshot.close()


def _shown(article: Article) -> Shown:
    return Shown(
        article.id,
        article.title,
        article.excerpt,
        article.provider.label if article.provider else "",
        article.published.isoformat() if article.published else "",
    )
