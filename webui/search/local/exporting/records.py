"""All that a search found, article by article, in its order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from indexer.contract.article import Article
from webui.search.criteria.criteria import Criteria
from webui.search.local.answers.parts import iso_of
from webui.search.local.answers.searches.hit_list import listing
from webui.search.local.exporting.matched_fields import SETS, matched_fields
from webui.search.local.exporting.story_table import StoryTable, story_table
from webui.search.local.finding.find import Found
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.results.base import StoryRef
from webui.search.results.exports import Record
from webui.search.results.presenting import iso, provider_name

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
    table = story_table(snapshot)
    for start in range(0, len(docs), _BATCH):
        batch = docs[start : start + _BATCH].tolist()
        sets = matched[start : start + _BATCH].tolist()
        own: Sequence[float | None] = [None] * len(batch)
        if scores is not None:
            own = scores[start : start + _BATCH].tolist()
        yield from [
            _record(snapshot, table, doc, *rest)
            for doc, *rest in zip(batch, snapshot.articles_of(batch), sets, own, strict=True)
        ]


def _record(
    snapshot: Snapshot,
    table: StoryTable,
    doc: int,
    article: Article,
    fields: int,
    score: float | None,
) -> Record:
    columns, original = snapshot.columns, int(table.stories.original[doc])
    return Record(
        id=article.id,
        title=article.title,
        excerpt=article.excerpt,
        url=article.url or None,
        provider=provider_name(article.provider),
        published=iso(article.published) if article.published else None,
        topics=list(article.topics),
        type=article.type or None,
        quality=article.quality,
        heat=article.heat,
        curated=article.curated,
        image=article.image.url if article.image else None,
        story=table.ref(snapshot, doc)
        or StoryRef(id=article.id, size=1, providers=int(article.provider is not None), copies=0),
        copy_of=None if original == doc else columns.ids[original],
        matched=list(SETS[fields]),
        added=iso_of(int(columns.added[doc])),
        added_generation=int(columns.added_generation[doc]) or None,
        score=None if score is None else round(score, 6),
    )
