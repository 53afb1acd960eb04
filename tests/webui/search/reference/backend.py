"""The protocols of ``webui.search.backend`` over a list of articles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType

from indexer.contract.article import Article
from indexer.contract.history import History
from tests.webui.search.reference.answers.auditing import audit
from tests.webui.search.reference.answers.comparing import compare
from tests.webui.search.reference.answers.counting import count_labels
from tests.webui.search.reference.answers.covering import coverage
from tests.webui.search.reference.answers.following import followers
from tests.webui.search.reference.answers.histogram import days_of
from tests.webui.search.reference.answers.listing_providers import ledger
from tests.webui.search.reference.answers.presenting import (
    around,
    article_detail,
    article_ref,
    changes_since,
    highlights,
    present,
    related_to,
)
from tests.webui.search.reference.answers.similar import similar_to
from tests.webui.search.reference.answers.story import story_detail
from tests.webui.search.reference.answers.suggesting import suggest
from tests.webui.search.reference.answers.ways_out import ways_out
from tests.webui.search.reference.archive import Archive
from tests.webui.search.reference.exporting import manifest, records
from tests.webui.search.reference.feeding import feed, last_import
from tests.webui.search.reference.finding.ordering import in_order, newest_first
from tests.webui.search.reference.found import Found, find, topics_only
from tests.webui.search.reference.histories import made_up
from webui.search.criteria.comparison import Asked
from webui.search.criteria.criteria import Criteria, Order
from webui.search.criteria.dates import Span
from webui.search.criteria.feed_position import FeedPosition
from webui.search.criteria.followers import PairsAsked
from webui.search.criteria.ledger import LedgerAsked
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

_SYNCED = "2021-09-01T12:00:00Z"


class ReferenceBackend:
    """A :class:`~webui.search.backend.Backend` over some articles.

    Args:
        articles: of its first state, generation 1.
        synced: when each of its states was made, ISO 8601.
        history: from the id of an article to when it came in.
        aliases: names with their other spellings, in each of its states.

    Attributes:
        last_sync: what it says of the last sync; whoever has it may say another.
    """

    def __init__(
        self,
        articles: Iterable[Article] = (),
        synced: str = _SYNCED,
        history: Callable[[str], History | None] = made_up,
        aliases: Mapping[str, Sequence[str]] = MappingProxyType({}),
    ) -> None:
        self.last_sync: LastSync | None = None
        self._history = history
        self._aliases = aliases
        self._archive = Archive(articles, 1, synced, history, aliases)

    def replace(self, articles: Iterable[Article]) -> None:
        """Make a new state; who holds an older one goes on with it."""
        before = self._archive.state
        self._archive = Archive(
            articles, before.generation + 1, before.synced, self._history, self._aliases
        )

    @contextmanager
    def searcher(self) -> Iterator[ReferenceSearcher]:
        """Lend the newest state."""
        yield ReferenceSearcher(self._archive, lambda: self.last_sync)

    def cache_use(self) -> None:
        """Nothing is decoded, so nothing is kept."""

    def close(self) -> None:
        """Nothing is held open."""


class ReferenceSearcher:
    """A :class:`~webui.search.backend.Searcher` over one state."""

    def __init__(
        self, archive: Archive, last_sync: Callable[[], LastSync | None] = lambda: None
    ) -> None:
        self.archive = archive
        self._last_sync = last_sync

    @property
    def state(self) -> IndexState:
        """Which state this is."""
        return self.archive.state

    @property
    def span(self) -> Span:
        """First and last day on which an article was published."""
        return days_of(self.archive.entries)

    @property
    def first_generation(self) -> int:
        """The least that is known."""
        known = (entry.history for entry in self.archive.entries)
        return min((past.added.generation for past in known if past), default=0)

    @property
    def last_import(self) -> LastImport | None:
        """Look at the history of each article."""
        return last_import(self.archive)

    def check(self) -> None:
        """A list can always be read."""

    def called(self, provider: str) -> str:
        """Look at one spelling after the other."""
        return self.archive.called(provider)

    def find(self, criteria: Criteria, *, relax: bool = True) -> ReferenceFinding:
        """Look at one article after the other."""
        criteria = criteria.with_providers(self.called)
        return ReferenceFinding(self.archive, find(self.archive, criteria, relax=relax))

    def article(self, id: str) -> ArticleDetail | None:
        """Return all of an article."""
        entry = self.archive.by_id.get(id)
        return None if entry is None else article_detail(self.archive, entry)

    def neighbours(self, id: str, story: int, similar: int, related: int = 0) -> Neighbours:
        """Return others of an article's story, and others on its matter."""
        entry = self.archive.by_id.get(id)
        if entry is None:
            return Neighbours(story=[], related=[], related_total=0, similar=[])
        others = [self.archive.by_id[other] for other in entry.story.members if other != id]
        named = related_to(self.archive, entry)
        alike = similar_to(self.archive, entry)
        return Neighbours(
            story=[article_ref(other) for other in newest_first(others)[:story]],
            related=[article_ref(other) for other in named[:related]],
            related_total=len(named),
            similar=[article_ref(other) for other in in_order(alike, "relevance", alike)[:similar]],
        )

    def story_id(self, id: str) -> str | None:
        """Return the id of an article's story."""
        entry = self.archive.by_id.get(id)
        return None if entry is None else entry.story.id

    def story(self, id: str, criteria: Criteria, *, whole: bool = False) -> StoryDetail | None:
        """Return a story, or those of its articles that a search finds."""
        entry = self.archive.by_id.get(id)
        if entry is None:
            return None
        criteria = criteria.with_providers(self.called)
        asks = bool(criteria.q or criteria.filters())
        search = find(self.archive, criteria) if asks else None
        return story_detail(self.archive, entry, search, whole=whole)

    def compare(self, asked: Asked) -> Comparison:
        """Count what each query finds over time."""
        return compare(self.archive, asked.with_providers(self.called))

    def audit(self, criteria: Criteria) -> Audit:
        """Look at a search string, one part and one article after the other."""
        return audit(self.archive, criteria.with_providers(self.called))

    def suggest(self, text: str) -> Sequence[Offer]:
        """Return what somebody may mean who has typed so much."""
        return suggest(self.archive, text)

    def ledger(self, asked: LedgerAsked, size: int, most: int) -> Ledger:
        """Count what each provider published."""
        return ledger(self.archive, asked.with_providers(self.called), size, most)

    @property
    def last_sync(self) -> LastSync | None:
        """What the backend was told."""
        return self._last_sync()

    def overview(self) -> Overview:
        """Count what there is."""
        entries = self.archive.entries
        return Overview(
            index=self.state,
            first=self.span.first.isoformat() if self.span.first else None,
            last=self.span.last.isoformat() if self.span.last else None,
            undated=sum(entry.day is None for entry in entries),
            providers=len(count_labels(entries, "provider")),
            topics=len(count_labels(entries, "topic")),
            stories=len({e.story.id for e in entries if len(e.story.members) > 1}),
            last_sync=self.last_sync,
        )


class ReferenceFinding:
    """A :class:`~webui.search.backend.Finding`.

    Attributes:
        found: the articles, with their scores.
    """

    def __init__(self, archive: Archive, found: Found) -> None:
        self._archive = archive
        self.found = found

    @property
    def total(self) -> int:
        """How many articles were found."""
        return len(self.found.hits)

    @property
    def relaxed(self) -> bool:
        """Whether they have some of the words only."""
        return self.found.relaxed

    @property
    def topics_only(self) -> int:
        """Search once more without the topics."""
        return topics_only(self._archive, self.found)

    @property
    def notices(self) -> list[Notice]:
        """What the reader should know."""
        return self.found.notices

    def changes(self, generation: int) -> ChangesSince:
        """Look at the history of each hit."""
        return changes_since(self.found.hits, generation)

    def page(self) -> SearchResult:
        """Return the page that was asked for."""
        return present(self._archive, self.found)

    def records(self) -> Iterator[Record]:
        """Return all that was found."""
        return records(self._archive, self.found)

    def manifest(self) -> Manifest:
        """Return what that is a result of."""
        return manifest(self._archive, self.found)

    def feed(self, before: FeedPosition | None, size: int) -> FeedPage:
        """Sort all hits, and leave out what stands before."""
        return feed(self._archive, self.found, before, size)

    def around(self, id: str) -> Around | None:
        """Return where an article stands."""
        return around(self.found, id)

    def highlights(self, id: str) -> Highlights | None:
        """Mark an article."""
        entry = self._archive.by_id.get(id)
        return None if entry is None else highlights(self.found, entry)

    def coverage(
        self, by: Order = "count", least: int = 0, limit: int | None = None
    ) -> CoverageTable:
        """Return the hits by provider."""
        return coverage(self._archive, self.found, by, least, limit)

    def followers(self, asked: PairsAsked, limit: int) -> Followers:
        """Return who was before whom."""
        asked = asked.with_providers(self._archive.called)
        return followers(self._archive, self.found, asked, limit)

    def ways_out(self) -> Sequence[WayOut]:
        """Return searches with one thing less that find something."""
        return ways_out(self._archive, self.found)
