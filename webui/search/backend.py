"""The seam: what can stand behind the pages, the API and the commands.

Whoever asks sees criteria, ids and results, never document numbers or arrays; so another
engine can answer as well. ``docs/backends.md`` says what an implementation has to hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

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
from webui.search.results.status import CacheUse, LastSync, Overview
from webui.search.results.story import StoryDetail
from webui.search.results.suggestions import Offer
from webui.search.results.whole.coverage import CoverageTable
from webui.search.results.whole.exports import Manifest, Record
from webui.search.results.whole.feed import FeedPage, LastImport


class Backend(Protocol):
    """An archive of articles. Safe to use from any thread."""

    def searcher(self) -> AbstractContextManager[Searcher]:
        """Lend the newest state of the archive for as long as the block lasts.

        Raises:
            IndexStateError: the newest state cannot be opened: there is none, it is of another
                schema version or damaged, or the system does not let it be read. An older one
                is not lent instead: nobody would know that what they see has stopped being
                kept up.
        """
        ...

    def cache_use(self) -> CacheUse | None:
        """Return what is kept in memory of the archive; None where that is not known."""
        ...

    def close(self) -> None:
        """Give back what is held open, once nobody uses it."""
        ...


class Searcher(Protocol):
    """One state of the archive: all its answers agree, whatever is committed meanwhile.

    Every method may raise an ``IndexStateError``: the archive is damaged, or the system does
    not let it be read; and a ``GivenUpError``, where whoever asks has set a deadline.
    """

    @property
    def state(self) -> IndexState:
        """Which state this is."""
        ...

    @property
    def span(self) -> Span:
        """First and last day on which an article was published; empty where none has a date."""
        ...

    @property
    def first_generation(self) -> int:
        """The earliest generation that any article was first indexed in; 0 where none is known.

        What was imported then may have been published long before.
        """
        ...

    @property
    def last_import(self) -> LastImport | None:
        """The last state that brought an article; None where that is known of none."""
        ...

    def check(self) -> None:
        """Make sure that questions can still be answered, without answering one."""
        ...

    def called(self, provider: str) -> str:
        """Return what a provider is called here, given its name, its domain or a former spelling.

        What nobody is called, and is nobody's spelling, comes back as it is, but for percent
        escapes, which are decoded.
        """
        ...

    def find(self, criteria: Criteria, *, relax: bool = True) -> Finding:
        """Find what a search is for, whatever spelling it names providers by.

        Args:
            criteria: what is asked.
            relax: fall back to some of the words where no article has all of them.
        """
        ...

    def article(self, id: str) -> ArticleDetail | None:
        """Return all that is known of an article; None where there is none with this id."""
        ...

    def neighbours(self, id: str, story: int, similar: int, related: int = 0) -> Neighbours:
        """Return articles that have to do with an article; none where there is no such article.

        Args:
            id: of the article.
            story: how many others of its story, the newest first.
            similar: how many on the same matter that are not of its story, the best first.
            related: how many of those that the importer relates to it, in the order of the
                file; of several with one URL the newest first, then by id.
        """
        ...

    def story_id(self, id: str) -> str | None:
        """Return the id that the story of an article goes by, without more work.

        That is the article's own where it is alone; None where there is no such article.
        """
        ...

    def story(self, id: str, criteria: Criteria, *, whole: bool = False) -> StoryDetail | None:
        """Return the story of an article; None where there is no article with this id.

        Args:
            id: of any of its articles. The answer's own id is what the story goes by.
            criteria: only articles that this search finds, if it asks for anything and finds
                any.
            whole: all articles, whatever the search finds: it only says which it does.
        """
        ...

    def compare(self, asked: Asked) -> Comparison:
        """Count what each of several queries finds over time.

        A query that no article matches finds nothing, here: some of its words would be
        another query.
        """
        ...

    def audit(self, criteria: Criteria) -> Audit:
        """Say what a search string does: its clauses, the forms of its words, what it may lack.

        Where no article has all the words, some of them do not do, here.

        Args:
            criteria: the search; how its hits are listed means nothing.
        """
        ...

    def suggest(self, text: str) -> Sequence[Offer]:
        """Return what somebody may mean who has typed so much of a query."""
        ...

    def ledger(self, asked: LedgerAsked, size: int, most: int) -> Ledger:
        """Return how many articles each provider published, and where it has gaps.

        What a gap is does not depend on what is asked for. Articles without a provider or a
        date are in no row.

        Args:
            asked: which providers, which time, in what steps and order. A provider is listed
                that has articles in the time or, unless there is a least number of them, a gap.
            size: providers on a page.
            most: so many buckets at the most, the latest ones. They reach from the first to the
                last day of the time that is asked for, as far as the archive does.
        """
        ...

    @property
    def last_sync(self) -> LastSync | None:
        """What the last sync did, changes or not, by now; None where nobody knows.

        It is asked for whenever ``/status`` is, and should be the same object until it changes.
        """
        ...

    def overview(self) -> Overview:
        """Count what is in the archive."""
        ...


class Finding(Protocol):
    """What a search found. Each part is worked out when it is asked for."""

    @property
    def total(self) -> int:
        """How many articles were found."""
        ...

    @property
    def relaxed(self) -> bool:
        """Whether no article has all the words, and these have some of them."""
        ...

    @property
    def topics_only(self) -> int:
        """How many are found by their topics only: the total less that with ``in`` title, excerpt.

        0 where ``in`` is given or no word is without a field; below 0 where a query leaves
        words out and finds more without the topics.
        """
        ...

    @property
    def notices(self) -> list[Notice]:
        """What the reader should know about the search."""
        ...

    def changes(self, generation: int) -> ChangesSince:
        """Tell which of the hits came or changed after a state of the archive.

        Args:
            generation: of that state, not beyond this one's.
        """
        ...

    def page(self) -> SearchResult:
        """Return the page of hits that was asked for, with facets."""
        ...

    def records(self) -> Iterator[Record]:
        """Return all articles that were found, in the order of the search, whatever the page.

        There are ``total`` of them, where stories are folded as well, and they are read as they
        are asked for: no more than some at a time is in memory. Damage may show in the middle.
        The searcher is lent for as long as anybody goes on with it.
        """
        ...

    def manifest(self) -> Manifest:
        """Return what the records are a result of, the same whenever it is asked of a state."""
        ...

    def feed(self, before: FeedPosition | None, size: int) -> FeedPage:
        """Return a page of the hits in order of first indexed, the last ones first.

        Of one generation, the greater of the ids come first under which they were first indexed,
        by their code points. Hits of which nobody knows that are left out, and how hits are
        sorted, grouped and cut into pages means nothing.

        Args:
            before: only hits that stand after this position; None: all.
            size: how many at the most.
        """
        ...

    def around(self, id: str) -> Around | None:
        """Return where an article stands in the order of the hits; None if it is none of them.

        Where stories are folded, every article of a story stands where the story does.
        """
        ...

    def highlights(self, id: str) -> Highlights | None:
        """Return an article's title and excerpt, whole, with the words of the query marked.

        It need not be a hit. None where there is no article with this id.
        """
        ...

    def coverage(
        self, by: Order = "count", least: int = 0, limit: int | None = None
    ) -> CoverageTable:
        """Return the hits by provider, beside all that each provider published meanwhile.

        Args:
            by: what comes first; ties by provider.
            least: how many articles a provider that is listed published in the period, at least.
            limit: how many providers are listed at the most, with and without hits; None: all.
        """
        ...

    def followers(self, asked: PairsAsked, limit: int) -> Followers:
        """Return how often either of two providers was before the other, among the hits.

        Of each story the first report of each provider counts; copies, and articles without a
        provider or a date do not take part.

        Args:
            asked: which pairs, and their order; ties by the names of the two. A provider is
                called by its facet's value; with one that there is not there are no pairs.
            limit: how many pairs are listed at the most, and how many stories of one pair.
        """
        ...

    def ways_out(self) -> Sequence[WayOut]:
        """Return searches with one thing less that find something, those that find least first."""
        ...
