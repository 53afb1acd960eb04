"""The engine as a whole: threads, caches, states of an index, other codecs."""

from __future__ import annotations

import random
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from whoosh import query as q
from whoosh.codec.plaintext import PlainTextCodec
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.index import FileIndex
from whoosh.writing import SegmentWriter

from tests.webui.search.local.engine.library import (
    COLUMNS,
    PLENTY,
    Commit,
    Document,
    assert_equal,
    build_schema,
    commit,
    engine_on,
    reading,
    scores,
    write,
)
from tests.webui.search.local.engine.reference import by_dictionaries, by_whoosh
from webui.search.local.engine import AnyWord, ByteCache, CombinedTerm

DOCUMENTS: list[Document] = [
    {
        "title": f"t{n % 5} common",
        "body": " ".join(f"w{(n * k) % 17}" for k in range(1, 12)),
        "tags": f"x{n % 3}",
        "signed": n % 9 - 4,
    }
    for n in range(120)
]
QUERIES = [
    q.Term("body", "w3"), q.Term("title", "common", boost=2.0), q.Term("tags", "x1"),
    q.And([q.Term("body", "w3"), q.Term("title", "t1")]),
    q.Or([q.Term("body", "w3"), q.Term("body", "w4"), q.Term("tags", "x0")]),
    q.AndNot(q.Every(), q.Term("body", "w5")), q.Not(q.Term("tags", "x0")),
    q.Phrase("body", ["w1", "w2"]), q.Phrase("body", ["w2", "w8"], slop=5),
    q.Prefix("body", "w1"), q.FuzzyTerm("title", "comon"), q.NumericRange("signed", -1, 2),
    AnyWord("body", ("w1", "w7")), q.Regex("body", "w[12]$"), q.Every("title"),
    q.AndMaybe(q.Term("title", "t2"), CombinedTerm({"title": 2.0, "body": 1.0}, "w2")),
]  # fmt: skip


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Return a reader of three segments with deletions."""
    folder = tmp_path_factory.mktemp("engine")
    write(folder, DOCUMENTS[:10], DOCUMENTS[10:70], DOCUMENTS[70:])
    commit(folder, Commit([], deleted=(0, 9, 10, 50, 119)))
    with reading(folder) as reader:
        yield reader


@pytest.mark.parametrize("budget", [0, 700, 4000, PLENTY])
def test_a_cache_of_any_size_gives_right_answers(reader: Any, budget: int) -> None:
    """What does not fit is decoded again, and again."""
    cache = ByteCache(budget)
    engine = engine_on(reader, cache)
    for query in QUERIES * 2:
        assert_equal(query, engine.execute(query), by_dictionaries(query, reader))
        assert cache.size <= budget


@pytest.mark.parametrize("budget", [0, 9000, PLENTY])
def test_threads_share_an_engine(reader: Any, budget: int) -> None:
    """Threads that ask for the same and for other things get right answers."""
    engine = engine_on(reader, ByteCache(budget), columns=COLUMNS)
    expected = [scores(engine_on(reader).execute(query)) for query in QUERIES]
    failures: list[object] = []
    barrier = threading.Barrier(6)

    def work(seed: int) -> None:
        try:
            order = list(range(len(QUERIES)))
            random.Random(seed).shuffle(order)  # noqa: S311 - which order, not a secret
            barrier.wait(10)
            failures.extend(
                QUERIES[place]
                for place in order * 3
                if scores(engine.execute(QUERIES[place])) != expected[place]
            )
        except BaseException as error:
            failures.append(error)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        threads = [threading.Thread(target=work, args=(seed,)) for seed in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    finally:
        sys.setswitchinterval(interval)
    assert not any(thread.is_alive() for thread in threads)
    assert failures == []


def test_the_live_documents_are_those_not_deleted(reader: Any) -> None:
    """Deleted ones are told, over all segments."""
    assert np.flatnonzero(~engine_on(reader).live()).tolist() == [0, 9, 10, 50, 119]


def test_frequencies_count_deleted_documents(reader: Any) -> None:
    """As Whoosh's do: it is the commit that merges them away which forgets them."""
    engine = engine_on(reader)
    assert engine.frequency("tags", b"x0") == reader.doc_frequency("tags", b"x0") == 40
    assert engine.frequency("tags", b"unknown") == 0
    assert engine.frequency("nosuch", b"x0") == 0


def test_the_commonest_terms_are_those_of_each_segment(reader: Any) -> None:
    """A term that many documents of some segment have is among them, each once."""
    engine = engine_on(reader)
    terms = engine.commonest("title", 2)
    assert len(set(terms)) == len(terms)
    for leaf, _ in reader.leaf_readers():
        frequencies = {term: leaf.doc_frequency("title", term) for term in leaf.lexicon("title")}
        first = max(frequencies.values())
        assert {term for term, count in frequencies.items() if count == first} & set(terms)


class RecordingCache(ByteCache):
    """A cache that notes what was made."""

    def __init__(self) -> None:
        super().__init__(PLENTY)
        self.made: list[Any] = []

    def get(self, key: Any, make: Any) -> Any:
        """Return a value, and note the key if it has to be made."""

        def noting() -> Any:
            self.made.append(key)
            return make()

        return super().get(key, noting)


def test_a_commit_costs_the_new_segment_only(tmp_path: Path) -> None:
    """Of the segments that stay, nothing is decoded again; nothing at all for a second look."""
    folder = write(tmp_path, DOCUMENTS[:60], DOCUMENTS[60:])
    cache = RecordingCache()
    with reading(folder) as first:
        engine = engine_on(first, cache)
        for query in QUERIES * 2:
            engine.execute(query)
        assert len(cache.made) == len(set(cache.made)) > 0
        cache.made.clear()
        commit(folder, Commit([{"body": "w1 w2 w3", "title": "common"}], deleted=(3, 100)))
        with reading(folder) as second:
            later = engine_on(second, cache)
            for query in QUERIES:
                assert_equal(query, later.execute(query), by_dictionaries(query, second))
            staying = {segment.id for segment in engine.segments}
            decoded = {
                kind for id, (kind, *_) in cache.made
                if id in staying and kind in ("postings", "positions", "lengths", "numbers")
            }  # fmt: skip
            assert decoded == set()


def test_deletions_do_not_come_from_the_cache(tmp_path: Path) -> None:
    """The same segment, with more of its documents deleted, finds fewer."""
    folder = write(tmp_path, DOCUMENTS[:20])
    cache = ByteCache(PLENTY)
    with reading(folder) as first:
        commit(folder, Commit([], deleted=(1, 2)))
        with reading(folder) as second:
            commit(folder, Commit([], deleted=(3,)))
            with reading(folder) as third:
                # The state with deletions is asked first: what it keeps holds for all.
                for reader in (third, second, first):
                    engine = engine_on(reader, cache)
                    for query in QUERIES:
                        assert_equal(query, engine.execute(query), by_dictionaries(query, reader))


def test_postings_of_another_codec_are_walked_through(tmp_path: Path) -> None:
    """A segment that Whoosh's usual codec did not write is read by Whoosh's readers."""
    schema = build_schema()
    for name in ("signed", "unsigned", "when", "key"):
        # That codec has no columns that can be read back.
        schema.remove(name)
    index = FileIndex.create(FileStorage(str(tmp_path)), schema, "MAIN")
    writer = SegmentWriter(index, codec=PlainTextCodec())
    documents: list[Document] = [
        {"body": "a b a", "tags": "x y"}, {"body": "b"}, {"title": "a"}, {"body": "b a a b"},
    ]  # fmt: skip
    for document in documents:
        writer.add_document(**document)
    writer.commit()
    reader = index.reader()
    other = [
        q.Term("body", "a"), q.Phrase("body", ["a", "b"]), q.Phrase("body", ["b", "a"], slop=3),
        q.Term("tags", "y"), AnyWord("body", ("a",)), q.Prefix("body", "a"), q.Term("body", "x"),
    ]  # fmt: skip
    engine = engine_on(reader)
    for query in other * 2:
        assert_equal(query, engine.execute(query), by_whoosh(query, reader))
    assert engine.segments[0].dictionary("body").terms == [b"a", b"b"]
    reader.close()


def test_an_index_in_memory_is_read(tmp_path: Path) -> None:
    """Where the files are is the storage's business."""
    index = FileIndex.create(RamStorage(), build_schema(), "MAIN")
    writer = SegmentWriter(index)
    for document in DOCUMENTS:
        writer.add_document(**document)
    writer.commit()
    reader = index.reader()
    with reading(write(tmp_path, DOCUMENTS)) as on_disk:
        for query in QUERIES:
            found = engine_on(reader, columns=COLUMNS).execute(query)
            assert_equal(query, found, by_dictionaries(query, on_disk))
    reader.close()
