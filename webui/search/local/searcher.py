"""The searcher over a snapshot: questions in, answers of ``webui.search.local.answers`` out.

Which archive the snapshot is of does not matter here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from webui.search.criteria.comparison import Asked
from webui.search.criteria.criteria import Criteria, Order
from webui.search.criteria.dates import Span
from webui.search.criteria.feed_position import FeedPosition
from webui.search.criteria.followers import PairsAsked
from webui.search.criteria.ledger import LedgerAsked
from webui.search.local.answers.articles.article import article_detail, neighbours
from webui.search.local.answers.articles.story import story_detail
from webui.search.local.answers.auditing.audit import audit
from webui.search.local.answers.marks import article_highlights
from webui.search.local.answers.overviews.comparison import compare
from webui.search.local.answers.overviews.coverage import Coverage, coverage
from webui.search.local.answers.overviews.coverage_table import Listing, coverage_table
from webui.search.local.answers.overviews.followers import followers
from webui.search.local.answers.overviews.ledger import ledger
from webui.search.local.answers.parts import index_state
from webui.search.local.answers.searches.changes_since import changes_since
from webui.search.local.answers.searches.feed_page import feed_page, last_import
from webui.search.local.answers.searches.hit_list import around
from webui.search.local.answers.searches.search import present
from webui.search.local.answers.status import overview
from webui.search.local.answers.suggestions import suggest
from webui.search.local.answers.ways_out import ways_out
from webui.search.local.exporting.manifests import manifest
from webui.search.local.exporting.records import records
from webui.search.local.finding.find import Found, count_topics_only, find
from webui.search.local.ranking.exact_scores import exactly_scored
from webui.search.local.ranking.reordering import reordered
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.local.snapshot.story_lookup import story_of
from webui.search.results.article import ArticleDetail, Neighbours
from webui.search.results.audit import Audit
from webui.search.results.base import IndexState, Notice
from webui.search.results.comparison import Comparison
from webui.search.results.followers import Followers
from webui.search.results.later_changes import ChangesSince
from webui.search.results.ledger import Ledger
from webui.search.results.search import Around, Highlights, SearchResult, WayOut
from webui.search.results.status import LastSync, Overview
from webui.search.results.story import StoryDetail
from webui.search.results.suggestions import Offer
from webui.search.results.whole.coverage import CoverageTable
from webui.search.results.whole.exports import Manifest, Record
from webui.search.results.whole.feed import FeedPage, LastImport


class SnapshotSearcher:
    """A :class:`~webui.search.backend.Searcher` over one snapshot.

    Args:
        snapshot: that answers.
        told: reads what the last sync has noted down.
    """

    def __init__(self, snapshot: Snapshot, told: Callable[[], LastSync | None]) -> None:
        self._snapshot = snapshot
        self._told = told

    @property
    def state(self) -> IndexState:
        """Generation, number of articles and time of the last sync."""
        return index_state(self._snapshot)

    @property
    def span(self) -> Span:
        """First and last day on which an article was published."""
        return self._snapshot.span

    @property
    def first_generation(self) -> int:
        """The least that is known."""
        return self._snapshot.totals.first_generation

    @property
    def last_import(self) -> LastImport | None:
        """The greatest generation that is known, and its time."""
        return last_import(self._snapshot)

    def check(self) -> None:
        """Make sure that what is stored can still be read."""
        self._snapshot.check()

    def called(self, provider: str) -> str:
        """Look the spelling up."""
        return self._snapshot.called(provider)

    def find(self, criteria: Criteria, *, relax: bool = True) -> SnapshotFinding:
        """Execute the query and apply the filters."""
        criteria = criteria.with_providers(self.called)
        found = find(self._snapshot, criteria, relax=relax)
        return SnapshotFinding(self._snapshot, criteria, found)

    def article(self, id: str) -> ArticleDetail | None:
        """Read one article from storage."""
        doc = self._snapshot.find(id)
        return None if doc is None else article_detail(self._snapshot, doc)

    def neighbours(self, id: str, story: int, similar: int, related: int = 0) -> Neighbours:
        """Look at an article's story and at its list, and search for its telling words."""
        doc = self._snapshot.find(id)
        if doc is None:
            return Neighbours(story=[], related=[], related_total=0, similar=[])
        return neighbours(self._snapshot, doc, story, similar, related)

    def story_id(self, id: str) -> str | None:
        """Look the story up."""
        doc = self._snapshot.find(id)
        if doc is None:
            return None
        story = story_of(self._snapshot, doc)
        return story[0] if story else id

    def story(self, id: str, criteria: Criteria, *, whole: bool = False) -> StoryDetail | None:
        """Present a story, or those of its articles that a search finds."""
        doc = self._snapshot.find(id)
        if doc is None:
            return None
        criteria = criteria.with_providers(self.called)
        asks = bool(criteria.q or criteria.filters())
        found = find(self._snapshot, criteria) if asks else None
        return story_detail(self._snapshot, doc, found, whole=whole)

    def compare(self, asked: Asked) -> Comparison:
        """Execute each query, and count its hits by day."""
        return compare(self._snapshot, asked.with_providers(self.called))

    def audit(self, criteria: Criteria) -> Audit:
        """Count what each part of a search string finds, and what is distinctive of its hits."""
        return audit(self._snapshot, criteria.with_providers(self.called))

    def suggest(self, text: str) -> Sequence[Offer]:
        """Look up words, labels and titles."""
        return suggest(self._snapshot, text)

    def ledger(self, asked: LedgerAsked, size: int, most: int) -> Ledger:
        """Count the days of each provider, and look for gaps."""
        return ledger(self._snapshot, asked.with_providers(self.called), size, most)

    @property
    def last_sync(self) -> LastSync | None:
        """Read what it noted down."""
        return self._told()

    def overview(self) -> Overview:
        """Count what is in the index."""
        return overview(self._snapshot, self._told())


class SnapshotFinding:
    """A :class:`~webui.search.backend.Finding`: documents of one snapshot."""

    def __init__(self, snapshot: Snapshot, criteria: Criteria, found: Found) -> None:
        self._snapshot = snapshot
        self._criteria = criteria
        self._found = found

    @property
    def total(self) -> int:
        """How many documents there are."""
        return len(self._found.hits.docs)

    @property
    def relaxed(self) -> bool:
        """Whether they have some of the words only."""
        return self._found.matched.relaxed

    @property
    def notices(self) -> list[Notice]:
        """What parsing, expanding and relaxing had to say."""
        return self._found.notices

    @cached_property
    def topics_only(self) -> int:
        """Execute the query once more, on title and excerpt."""
        return count_topics_only(self._snapshot, self._criteria, self._found)

    def changes(self, generation: int) -> ChangesSince:
        """Compare the generations of the documents."""
        return changes_since(self._snapshot, self._found.hits.docs, generation)

    def page(self) -> SearchResult:
        """Sort as much as the page needs, and read it from storage."""
        return present(self._snapshot, self._criteria, self._ordered)

    def records(self) -> Iterator[Record]:
        """Sort all, and read them from storage, some at a time."""
        return records(self._snapshot, self._criteria, self._ordered)

    def manifest(self) -> Manifest:
        """Say what was asked, and make the digest of the ids."""
        return manifest(self._snapshot, self._criteria, self._ordered)

    def feed(self, before: FeedPosition | None, size: int) -> FeedPage:
        """Look the places of the hits up in the order of all, and read a page from storage."""
        return feed_page(self._snapshot, self._found, before, size)

    def around(self, id: str) -> Around | None:
        """Count what stands before an article, and read its neighbours from storage."""
        doc = self._snapshot.find(id)
        return None if doc is None else around(self._snapshot, self._criteria, self._ordered, doc)

    def highlights(self, id: str) -> Highlights | None:
        """Read an article from storage, and mark what a hit would have marked."""
        doc = self._snapshot.find(id)
        return None if doc is None else article_highlights(self._snapshot, self._found, doc)

    def coverage(
        self, by: Order = "count", least: int = 0, limit: int | None = None
    ) -> CoverageTable:
        """Count the hits by provider, once, and sort them as asked."""
        listing = Listing(by, least, limit)
        return coverage_table(self._snapshot, self._criteria, self._found, self._coverage, listing)

    def followers(self, asked: PairsAsked, limit: int) -> Followers:
        """Count the pairs of providers in the stories of the hits."""
        asked = asked.with_providers(self._snapshot.called)
        return followers(self._snapshot, self._criteria, self._found, asked, limit)

    def ways_out(self) -> Sequence[WayOut]:
        """Apply other filters to what the query found."""
        return ways_out(self._snapshot, self._criteria, self._found)

    @cached_property
    def _ordered(self) -> Found:
        found = exactly_scored(self._snapshot, self._criteria, self._found)
        return reordered(self._snapshot, self._criteria, found)

    @cached_property
    def _coverage(self) -> Coverage:
        return coverage(self._snapshot, self._criteria, self._found.narrowed)
