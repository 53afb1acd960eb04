"""All that a search found, article by article, in its order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from indexer.contract.article import Article
from indexer.contract.codec.arrays import Ints
from webui.search.criteria.criteria import Criteria
from webui.search.deadlines.deadline import checkpoint
from webui.search.local.answers.parts import iso_of
from webui.search.local.answers.searches.hit_list import listing
from webui.search.local.answers.searches.sample import strata_of, weights_of
from webui.search.local.exporting.matched_fields import SETS, matched_fields
from webui.search.local.exporting.story_table import StoryTable, story_table
from webui.search.local.finding.find import Found
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.results.base import StoryRef
from webui.search.results.presenting import article_fields
from webui.search.results.whole.exports import Record

# So many articles are in memory at once; other requests wait while they are read.
_BATCH = 256


def records(snapshot: Snapshot, criteria: Criteria, found: Found) -> Iterator[Record]:
    """Yield every article that was found, in the order of the search; stories are not folded.

    Raises:
        IndexStateError: the index's files cannot be read, which may show in the middle.
    """
    unfolded = listing(snapshot, criteria.changed(group=""), found)
    docs = unfolded.docs(0, len(unfolded))
    places = np.searchsorted(found.hits.docs, docs)
    matched = matched_fields(snapshot, found)[places]
    scores = found.hits.scores[places] if found.parsed.text else None
    checkpoint()
    table = story_table(snapshot)
    for start in range(0, len(docs), _BATCH):
        checkpoint()
        batch = docs[start : start + _BATCH].tolist()
        strata, weights = _sampled(found, docs[start : start + _BATCH])
        sets = matched[start : start + _BATCH].tolist()
        own: Sequence[float | None] = [None] * len(batch)
        if scores is not None:
            own = scores[start : start + _BATCH].tolist()
        yield from [
            _record(snapshot, table, doc, *rest)
            for doc, *rest in zip(
                *(batch, snapshot.articles_of(batch), sets, own, strata, weights), strict=True
            )
        ]


def _sampled(found: Found, docs: Ints) -> tuple[Sequence[str | None], Sequence[float | None]]:
    """Return stratum and weight of each of some hits; None where there are none."""
    nothing: list[None] = [None] * len(docs)
    if found.drawn is None:
        return nothing, nothing
    strata = strata_of(found.drawn, docs) if found.drawn.sampling.strata else nothing
    return strata, weights_of(found.drawn, docs)


def _record(
    snapshot: Snapshot,
    table: StoryTable,
    doc: int,
    article: Article,
    fields: int,
    score: float | None,
    stratum: str | None,
    weight: float | None,
) -> Record:
    columns, original = snapshot.columns, int(table.stories.original[doc])
    return Record(
        **article_fields(article),
        story=table.ref(snapshot, doc)
        or StoryRef(id=article.id, size=1, providers=int(article.provider is not None), copies=0),
        copy_of=None if original == doc else columns.ids[original],
        matched=list(SETS[fields]),
        added=iso_of(int(columns.added[doc])),
        added_generation=int(columns.added_generation[doc]) or None,
        score=None if score is None else round(score, 6),
        stratum=stratum,
        weight=weight,
    )
