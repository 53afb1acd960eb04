"""A snapshot that follows another one, against one that is opened afresh."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.committing.batch import Batch
from indexer.committing.documents import document
from indexer.contract.article import Article, Fingerprint
from indexer.contract.opening import latest_generation
from tests.webui.search import oracle
from tests.webui.search.library import ask, generated, write
from webui.search.local.engine import ByteCache
from webui.search.local.snapshot.local_snapshot import LocalSnapshot
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.local.snapshot.story_lookup import story_members
from webui.search.results.search import SearchResult

pytestmark = pytest.mark.oracle

URLS = ["https://e.com/1", "https://e.com/2", "https://e.com/3", "https://e.com/4"]
SEARCHES: list[dict[str, Any]] = [
    {"q": ""}, {"q": "cloud"}, {"q": "cloud zebra", "match": "any"}, {"q": "databases*"},
    {"q": "zebra -cloud", "provider": ("The Zebra",)}, {"q": "", "sort": "oldest"},
    {"q": "news", "from_": "2020"}, {"q": '"cloud cafe"'},
]  # fmt: skip

_links = st.tuples(
    st.sampled_from(["", "Cloud zebra", "CLOUD: Zebra"]),
    st.sampled_from(["", *URLS]),
    st.lists(st.sampled_from([*URLS, "https://gone/"]), max_size=2),
)


@st.composite
def changes(draw: st.DrawFn) -> list[tuple[list[Article], set[int]]]:
    """Return imports: articles to add, some under ids of earlier ones, and numbers to delete."""
    steps = []
    for step in range(draw(st.integers(2, 5))):
        added = [
            replace(
                item,
                id=f"{step}/{item.id}",
                title=title or item.title,
                web_url=url,
                related=tuple(related),
            )
            for item in draw(oracle.article_lists(6))
            for title, url, related in [draw(_links)]
        ]
        steps.append((added, draw(st.sets(st.integers(0, 20), max_size=3))))
    return steps


@generated(10)
@given(changes(), st.sampled_from([0, 10**7]))
def test_a_snapshot_that_follows_is_like_one_opened_afresh(
    steps: list[tuple[list[Article], set[int]]], budget: int
) -> None:
    """After any imports, whatever was taken from the state before, the answers are the same."""
    with tempfile.TemporaryDirectory() as name:
        folder, cache = write(Path(name)), ByteCache(budget)
        snapshot = LocalSnapshot.open(folder, cache)
        for added, deleted in steps:
            if budget:
                answers(snapshot)
            with Batch(folder, latest_generation(folder)) as batch:
                for number in deleted & set(snapshot.live_docs.tolist()):
                    batch.delete(number)
                for item in added:
                    batch.add(document(item, Fingerprint(1, 1, "0" * 32)))
                if not batch.changed:
                    continue
                batch.commit()
            before, snapshot = snapshot, LocalSnapshot.open(folder, cache, snapshot)
            before.close()
            afresh = LocalSnapshot.open(folder)
            assert answers(snapshot) == answers(afresh)
            assert members(snapshot) == members(afresh)
            afresh.close()
        snapshot.close()


def answers(snapshot: Snapshot) -> list[SearchResult]:
    """Return what a snapshot answers to some searches, but for the time that it took."""
    found = (ask(snapshot, **search) for search in SEARCHES)
    return [result.model_copy(update={"took_ms": 0.0}) for result in found]


def members(snapshot: Snapshot) -> dict[str, list[str]]:
    """Return the ids of the articles of each article's story."""
    ids = snapshot.columns.ids
    return {
        ids[doc]: [ids[member] for member in story_members(snapshot, doc)]
        for doc in snapshot.live_docs.tolist()
    }
