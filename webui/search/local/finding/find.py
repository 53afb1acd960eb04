"""A search from its criteria to the documents that it finds."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from webui.search.criteria.criteria import Criteria
from webui.search.local.engine import Matches
from webui.search.local.finding.drawing_samples import Drawn, draw
from webui.search.local.finding.matching import Matched, match_query, match_unscored
from webui.search.local.finding.narrowing import Narrowed, narrow
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.query.parser import ParsedQuery, parse_query
from webui.search.query.syntax import looks_everywhere, positive_leaves
from webui.search.results.base import Notice


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, before any of it is presented.

    Attributes:
        started: when the search began, as ``time.perf_counter`` has it.
        parsed: the query.
        matched: what the query alone found.
        narrowed: what is left under the filters, and of that the sample.
        drawn: the sample; None where all of it was wanted.
        added: words of the best hits that count for the order of all, beside those of the query.
    """

    started: float
    parsed: ParsedQuery
    matched: Matched
    narrowed: Narrowed
    drawn: Drawn | None = None
    added: tuple[str, ...] = ()

    @property
    def hits(self) -> Matches:
        """The hits, by document number."""
        return self.narrowed.hits

    @property
    def notices(self) -> list[Notice]:
        """What the reader should know. Where the filters leave nothing, there are no "these"."""
        notices = (*self.parsed.notices, *self.matched.notices)
        return [each for each in notices if len(self.hits.docs) or each.code != "some_words"]


def find(snapshot: Snapshot, criteria: Criteria, *, relax: bool = True) -> Found:
    """Find what a search is for; raises as :func:`search` does.

    Args:
        snapshot: where to look.
        criteria: what is asked.
        relax: fall back to some of the words where no article has all of them.
    """
    started = time.perf_counter()
    parsed = parse_query(criteria.q, criteria.today)
    matched = match_query(snapshot, criteria, parsed, relax=relax)
    narrowed = narrow(snapshot, criteria, matched.matches)
    if criteria.sampling is None:
        return Found(started, parsed, matched, narrowed)
    drawn = draw(snapshot, criteria, narrowed.hits, criteria.sampling)
    # What another selection would leave is no part of the sample.
    return Found(started, parsed, matched, Narrowed(drawn.hits, {}), drawn)


def count_topics_only(snapshot: Snapshot, criteria: Criteria, found: Found) -> int:
    """Return how many hits fewer there would be if words were not looked for among the topics.

    0 where that makes no difference by itself: no word is without a field, or ``in`` is given.
    A query that leaves words out may find more then, and the number is below 0.
    """
    leaves = positive_leaves(found.parsed.tree) if found.parsed.tree is not None else ()
    if criteria.in_ or not len(found.hits.docs) or not any(map(looks_everywhere, leaves)):
        return 0
    others = match_unscored(snapshot, found.parsed, found.matched.match, ("title", "excerpt"))
    left = narrow(snapshot, criteria, others).hits.docs
    if found.drawn is not None:
        left = np.intersect1d(left, found.hits.docs, assume_unique=True)
    return len(found.hits.docs) - len(left)


def count(snapshot: Snapshot, criteria: Criteria) -> int:
    """Return how many articles a search finds that have all of its words, none left out."""
    return len(find(snapshot, criteria.unsampled(), relax=False).hits.docs)
