"""States of an archive in a cluster: what is found in one, and how one follows on another."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from itertools import count, pairwise, product
from typing import Any

import numpy as np
import pytest
from whoosh.query import Every, Or, Phrase
from whoosh.util.numeric import byte_to_length, length_to_byte

from indexer.cluster.committing_articles import commit
from indexer.contract.article import Article, Fingerprint
from indexer.contract.cluster.cluster_errors import ClusterError
from indexer.contract.cluster.connection import Cluster, connect
from indexer.contract.cluster.mapping import K1, B
from indexer.contract.history import History, Moment
from indexer.contract.settings import load_settings
from tests.webui.search.library import article
from webui.search.cluster import query_execution
from webui.search.cluster.backend import ClusterBackend
from webui.search.cluster.cluster_snapshot import ClusterSnapshot
from webui.search.cluster.receiving.state_columns import StateArrays
from webui.search.cluster.state_holder import StateHolder
from webui.search.local.compiling.leaves import FIELD_WEIGHTS
from webui.search.local.engine import ByteCache, CombinedTerm, NearWords, OccursAtLeast
from webui.search.local.engine.statistics import rarity

pytestmark = pytest.mark.cluster

_names = count()
# No two letters have a stem in common.
_LETTERS = "abcde"


@dataclass(frozen=True, slots=True)
class _Archive:
    """An archive, and who holds its newest state.

    Attributes:
        cluster: that has it.
        holder: lends it.
    """

    cluster: Cluster
    holder: StateHolder

    def commit(self, articles: Sequence[Article], deleted: Sequence[str] = ()) -> None:
        """Add or change some articles, and delete others."""
        past = History(Moment(1, 1), Moment(1, 1))
        commit(self.cluster, [(item, Fingerprint(1, 1, "00"), past) for item in articles], deleted)

    def lose(self, snapshot: ClusterSnapshot) -> None:
        """Let the point in time of a state go, as it does with a node."""
        assert snapshot.point.id is not None
        self.cluster.request("DELETE", "/_search/point_in_time", {"pit_id": [snapshot.point.id]})

    def newest(self) -> ClusterSnapshot:
        """Return the newest state; it stays open as long as no newer one is lent."""
        self.holder.close()
        with self.holder.snapshot() as snapshot:
            return snapshot


@contextmanager
def _archive(urls: str) -> Iterator[_Archive]:
    name = f"cuttings-snapshots-{next(_names)}-{random.SystemRandom().randrange(10**6)}"
    given = {"backend": "opensearch", "opensearch_url": urls, "opensearch_index": name}
    cluster = connect(load_settings(given, environment={}))
    holder = StateHolder(cluster, ByteCache(2**24))
    try:
        yield _Archive(cluster, holder)
    finally:
        holder.close()
        for index in cluster.request("GET", f"/{name}-*/_settings"):
            cluster.request("DELETE", f"/{index}")
        cluster.close()


@pytest.fixture(scope="module")
def texts() -> list[list[str]]:
    """Return texts of few different words, so that these stand near each other."""
    chance = random.Random(7)  # noqa: S311
    return [[chance.choice(_LETTERS) for _ in range(chance.randrange(1, 16))] for _ in range(300)]


@pytest.fixture(scope="module")
def searched(cluster_url: str, texts: list[list[str]]) -> Iterator[ClusterSnapshot]:
    """Return a state with an article for each of the texts."""
    with _archive(cluster_url) as archive:
        archive.commit([article(f"a/{at}", " ".join(text)) for at, text in enumerate(texts)])
        yield archive.newest()


def _ends(text: Sequence[str], words: Sequence[str], slop: int) -> set[int]:
    ways = product(*([at for at, one in enumerate(text) if one == word] for word in words))
    return {
        way[-1]
        for way in ways
        if all(0 < after - before <= slop for before, after in pairwise(way))
    }


def _are_near(text: Sequence[str], words: Sequence[str], distance: int) -> bool:
    places = [at for at, one in enumerate(text) if one in words]
    stretches: list[list[str]] = []
    for number, at in enumerate(places):
        if not number or at - places[number - 1] > distance:
            stretches.append([])
        stretches[-1].append(text[at])
    return any(
        all(stretch.count(word) >= words.count(word) for word in words) for stretch in stretches
    )


def _found(snapshot: ClusterSnapshot, query: Any) -> list[int]:
    found: list[int] = snapshot.execute(query).docs.tolist()
    return found


_chance = random.Random(3)  # noqa: S311
_CONDITIONS = [
    (_chance.choices(_LETTERS, k=2 + number % 3), 1 + number % 4) for number in range(24)
]


@pytest.mark.parametrize(("words", "most"), _CONDITIONS)
def test_conditions_on_places_are_exact(
    searched: ClusterSnapshot, texts: list[list[str]], words: list[str], most: int
) -> None:
    """Also those of several words, which the cluster cannot tell."""
    phrase = [at for at, text in enumerate(texts) if _ends(text, words, most)]
    assert _found(searched, Phrase("title", words, slop=most)) == phrase
    near = [at for at, text in enumerate(texts) if _are_near(text, words, most)]
    assert _found(searched, NearWords("title", words, most)) == near
    twice = [at for at, text in enumerate(texts) if len(_ends(text, words, most)) >= 2]
    assert _found(searched, OccursAtLeast(["title", "excerpt"], words, 2, most)) == twice


def test_words_are_counted(searched: ClusterSnapshot, texts: list[list[str]]) -> None:
    """In all fields together."""
    for times in range(1, 6):
        often = [at for at, text in enumerate(texts) if text.count("a") >= times]
        assert _found(searched, OccursAtLeast(["title", "topics"], ["a"], times)) == often


def test_a_query_may_have_more_words_than_lucene_takes(
    searched: ClusterSnapshot, texts: list[list[str]]
) -> None:
    """It is executed in pieces."""
    words = [CombinedTerm(FIELD_WEIGHTS, f"word{number}") for number in range(2000)]
    query = Or([*words, CombinedTerm(FIELD_WEIGHTS, "a"), CombinedTerm(FIELD_WEIGHTS, "b")])
    assert _found(searched, query) == [at for at, text in enumerate(texts) if {*text} & {*"ab"}]


def test_exact_scores_are_those_of_the_formula(
    searched: ClusterSnapshot, texts: list[list[str]]
) -> None:
    """The cluster's own are near to them."""
    query = Or([CombinedTerm(FIELD_WEIGHTS, word) for word in "ab"])
    hits = searched.execute(query)
    exact = searched.scored_exactly(query, hits)
    assert exact is not None
    assert exact.docs.tolist() == hits.docs.tolist()
    np.testing.assert_allclose(hits.scores, exact.scores, rtol=0.1)
    average = sum(map(len, texts)) / len(texts)
    expected = []
    for text in (texts[doc] for doc in exact.docs.tolist()):
        # All words are in the title, which counts twice.
        norm = K1 * (1 - B + B * byte_to_length(length_to_byte(len(text))) / average)
        shares = [2 * text.count(word) / (2 * text.count(word) + norm) for word in "ab"]
        rarities = [rarity(len(texts), sum(word in each for each in texts)) for word in "ab"]
        expected.append(sum((K1 + 1) * a * b for a, b in zip(rarities, shares, strict=True)))
    np.testing.assert_allclose(exact.scores, expected, rtol=1e-5)


def test_very_many_hits_are_scored_in_turn(
    searched: ClusterSnapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The statistics are those of all, whichever part is searched."""
    queries = [Or([CombinedTerm(FIELD_WEIGHTS, word) for word in pair]) for pair in ("ab", "ba")]
    whole = searched.execute(queries[0])
    monkeypatch.setattr(query_execution, "_SCORED_AT_ONCE", 100)
    in_turn = searched.execute(queries[1])
    assert in_turn.docs.tolist() == whole.docs.tolist()
    np.testing.assert_allclose(in_turn.scores, whole.scores, rtol=1e-6)


def _same(one: StateArrays, other: StateArrays) -> bool:
    numbered = {"providers", "topics", "types"}
    return all(
        list(getattr(one, each.name)) == list(getattr(other, each.name))
        for each in fields(StateArrays)
        if each.name not in numbered
    )


def test_a_state_follows_from_what_a_commit_changed(cluster_url: str) -> None:
    """It is the state that would be loaded whole; the one before stays what it was."""
    items = [
        article(f"a/{at}", f"title {at}", provider=f"P{at % 3}", topics=("x",) * (at % 2))
        for at in range(9)
    ]
    with _archive(cluster_url) as archive:
        archive.commit(items)
        with archive.holder.snapshot() as before:
            changed = [replace(items[2], title="another title", topics=("y",)), article("b", "new")]
            archive.commit(changed, ["a/4"])
            after = archive.newest()
            fresh = StateHolder(archive.cluster, ByteCache(2**20))
            with fresh.snapshot() as whole:
                assert _same(after.arrays, whole.arrays)
            fresh.close()
            assert (before.articles, after.articles) == (9, 9)
            assert before.generation + 1 == after.generation
            assert [item.title for item in before.shown([2, 4])] == ["title 2", "title 4"]
            assert [item.title for item in after.shown([2, 9])] == ["another title", "new"]
            assert after.find("a/4") is None
            assert before.find("a/4") == 4
            assert before.find("b") is None
            topics = after.columns.labels("topic")
            counted = dict(zip(topics.values, after.totals.labels("topic").tolist(), strict=True))
            assert counted == {"x": 4, "y": 1}


def test_a_point_in_time_may_be_lost(cluster_url: str) -> None:
    """Another one is opened, in which the same state is searched, as long as all of it is there."""
    with _archive(cluster_url) as archive:
        archive.commit([article("a", "storm"), article("b", "storm")])
        with archive.holder.snapshot() as snapshot:
            everything = Or([CombinedTerm(FIELD_WEIGHTS, "storm"), Every()])
            assert len(snapshot.execute(everything).docs) == 2
            archive.lose(snapshot)
            archive.commit([article("c", "storm")])
            assert len(snapshot.execute(CombinedTerm(FIELD_WEIGHTS, "storm")).docs) == 2
            for title in ("rain", "sun"):
                archive.commit([article("a", title)])
            assert len(snapshot.execute(CombinedTerm(FIELD_WEIGHTS, "rain")).docs) == 0
            archive.lose(snapshot)
            with pytest.raises(ClusterError, match="gone on"):
                snapshot.execute(CombinedTerm(FIELD_WEIGHTS, "sun"))
        assert len(archive.newest().execute(CombinedTerm(FIELD_WEIGHTS, "sun")).docs) == 1


def test_an_archive_that_was_made_anew_is_another_one(cluster_url: str) -> None:
    """Though its index has the same name, and its state the same number."""
    with _archive(cluster_url) as archive:
        archive.commit([article("a", "storm"), article("b", "storm")])
        assert archive.newest().articles == 2
        for index in archive.cluster.request("GET", f"/{archive.cluster.name}-*/_settings"):
            archive.cluster.request("DELETE", f"/{index}")
        archive.commit([article("c", "rain"), article("d", "rain")])
        newest = archive.newest()
        assert newest.generation == 1
        assert newest.ids_of(newest.live_docs) == ["c", "d"]
        assert [item.title for item in newest.shown([0, 1])] == ["rain", "rain"]


def test_a_backend_lends_states_until_it_is_closed(cluster_url: str) -> None:
    """Nothing is left open in the cluster then."""
    with _archive(cluster_url) as archive:
        archive.commit([article("a", "storm")])
        backend = ClusterBackend(connect_again(archive.cluster, cluster_url), 2**20)
        with backend.searcher() as searcher:
            assert searcher.state.articles == 1
            searcher.check()
        use = backend.cache_use()
        assert 0 < use.bytes <= use.limit
        backend.close()


def connect_again(cluster: Cluster, urls: str) -> Cluster:
    """Return another way to the same archive."""
    given = {"backend": "opensearch", "opensearch_url": urls, "opensearch_index": cluster.name}
    return connect(load_settings(given, environment={}))
