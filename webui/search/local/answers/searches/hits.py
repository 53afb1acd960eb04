"""Articles as hits."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indexer.contract.article import Article
from indexer.contract.codec.arrays import Ints
from webui.search.deadlines.deadline import checkpoint
from webui.search.local.answers.marks import marks_in
from webui.search.local.answers.parts import article_ref, iso_of, story_ref
from webui.search.local.answers.searches.sample import weights_of
from webui.search.local.columns.ordering import by_date
from webui.search.local.finding.find import Found
from webui.search.local.grouping.folding_stories import Folded
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.local.snapshot.story_lookup import stories_of
from webui.search.query.highlighting import SNIPPET_CHARACTERS, Highlighter
from webui.search.results.presenting import article_fields
from webui.search.results.search import Highlights, Hit, StoryGroup

# Of a story's hits so many are listed under the best one.
_FOLDED = 3


def present_hits(
    snapshot: Snapshot,
    found: Found,
    docs: Ints,
    folded: Folded | None = None,
) -> list[Hit]:
    """Present some of the matches, in the order of their document numbers given.

    Args:
        snapshot: in which they were found.
        found: what the search found.
        docs: document numbers.
        folded: the hits by story, where stories are folded.
    """
    matched, parsed = found.matched, found.parsed
    title, excerpt = marks_in("title", matched, parsed), marks_in("excerpt", matched, parsed)
    scores: Sequence[float | None] = [None] * len(docs)
    if parsed.text:
        scores = matched.matches.scores[np.searchsorted(matched.matches.docs, docs)].tolist()
    numbers = docs.tolist()
    groups = [story_group(snapshot, folded, doc) if folded else None for doc in numbers]
    hits = [
        _hit(snapshot, doc, article, score, title, excerpt, group)
        for doc, article, score, group in zip(
            numbers, snapshot.shown(numbers), scores, groups, strict=True
        )
    ]
    if found.drawn is None:
        return hits
    weights = weights_of(found.drawn, docs)
    return [
        hit.model_copy(update={"weight": weight}) for hit, weight in zip(hits, weights, strict=True)
    ]


def story_group(snapshot: Snapshot, folded: Folded, best: int) -> StoryGroup:
    """Present the hits of a story, of which the best one is shown already."""
    members = folded.group(int(stories_of(snapshot).story[best]))
    others = members[members != best]
    newest = by_date(others, snapshot.columns, "newest", _FOLDED, snapshot.by_id).tolist()
    of = snapshot.columns.labels("provider")
    named = np.count_nonzero(of.counts(members if len(members) else np.array([best])))
    return StoryGroup(
        articles=len(others) + 1,
        providers=int(named),
        others=[article_ref(article) for article in snapshot.shown(newest)],
    )


def _hit(
    snapshot: Snapshot,
    doc: int,
    article: Article,
    score: float | None,
    title: Highlighter,
    excerpt: Highlighter,
    group: StoryGroup | None,
) -> Hit:
    checkpoint()
    return Hit(
        **article_fields(article),
        story=story_ref(snapshot, doc),
        added=iso_of(int(snapshot.columns.added[doc])),
        added_generation=int(snapshot.columns.added_generation[doc]) or None,
        score=round(score, 6) if score is not None else None,
        highlights=Highlights(
            title=title.mark(article.title),
            excerpt=excerpt.mark(article.excerpt, SNIPPET_CHARACTERS),
        ),
        group=group,
    )
