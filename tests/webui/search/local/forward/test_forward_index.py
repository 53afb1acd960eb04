"""The forward index: the words of each document, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.article import Article
from indexer.contract.codec.arrays import Ints
from tests.webui.search.contract.support.drawing import archives
from tests.webui.search.library import article, commit, generated, in_segments, opened, write
from webui.search.local.answers.all_texts import texts_of
from webui.search.local.engine import ByteCache
from webui.search.local.engine.segment import Segment
from webui.search.local.forward.forward_index import ForwardIndex, forward_index
from webui.search.local.forward.segment_tokens import tokens_of
from webui.search.local.snapshot.local_snapshot import LocalSnapshot
from webui.search.local.snapshot.story_lookup import stories_of
from webui.search.query.terms import stems, words


def _index(snapshot: LocalSnapshot) -> ForwardIndex:
    return forward_index(snapshot.segments, stories_of(snapshot).story)


def _texts(index: ForwardIndex, doc: int) -> list[list[str]]:
    """Return the words of a document, a list for each run without a gap."""
    runs: list[list[str]] = [[]]
    for form in index.forms[index.starts[doc] : index.starts[doc + 1]].tolist():
        if form < 0:
            runs.append([])
        else:
            runs[-1].append(index.lexicon.forms[form])
    return [run for run in runs if run]


def _written(item: Article) -> list[list[str]]:
    texts = ([token.text for token in words(text)] for text in (item.title, item.excerpt))
    return [text for text in texts if text]


@pytest.mark.slow
@generated(15)
@given(archives(least=1), st.lists(st.integers(1, 8)), st.booleans())
def test_words_stand_as_they_are_written(
    articles: list[Article], cuts: Iterable[int], by_whoosh: bool
) -> None:
    """Title, a gap, excerpt; whoever wrote the segments, and however many there are."""
    segments = in_segments(articles, cuts)
    with opened(*segments, stock=range(len(segments)) if by_whoosh else ()) as snapshot:
        index = _index(snapshot)
        for item in articles:
            doc = snapshot.find(item.id)
            assert doc is not None
            assert _texts(index, doc) == _written(item)


@pytest.mark.slow
@generated(15)
@given(archives(least=1), st.lists(st.integers(1, 8)))
def test_documents_of_a_stem_stand_story_by_story(
    articles: list[Article], cuts: Sequence[int]
) -> None:
    """Each once, with a group for each story."""
    with opened(*in_segments(articles, cuts)) as snapshot:
        index, story = _index(snapshot), stories_of(snapshot).story
        for place, stem in enumerate(index.lexicon.stems):
            inside = slice(index.bounds[place], index.bounds[place + 1])
            docs = index.docs[inside].astype(np.int64)
            having = {
                snapshot.find(item.id)
                for item in articles
                if any(token.text == stem for t in (item.title, item.excerpt) for token in stems(t))
            }
            assert set(docs.tolist()) == (having if index.lexicon.telling[place] else set())
            assert len(docs) == len(set(docs.tolist()))
            groups = index.groups[inside]
            assert len(set(groups.tolist())) == len(set(story[docs].tolist()))
            assert (np.diff(groups) >= 0).all()
        assert len(set(index.groups.tolist())) == (index.groups[-1:].sum() or 0)


def test_what_says_nothing_is_not_telling() -> None:
    """Very common words, numbers, single letters, days and months."""
    with opened([article("a", "The ferries of 2021 on Monday in July: C# x B2B")]) as snapshot:
        lexicon = _index(snapshot).lexicon
    telling = [stem for stem, is_it in zip(lexicon.stems, lexicon.telling, strict=True) if is_it]
    assert telling == ["b2b", "c#", "ferri"]


def test_forms_of_a_stem() -> None:
    """Those of titles, excerpts and topics; none of a stem that there is not."""
    with opened([article("a", "Secure", excerpt="secures", topics=("Security",))]) as snapshot:
        lexicon = _index(snapshot).lexicon
    assert lexicon.forms_of("secur") == ["secure", "secures", "security"]
    assert lexicon.forms_of("zebra") == []
    assert lexicon.nbytes > 0


def test_an_empty_index_has_no_words() -> None:
    """Nothing to turn round is not an error."""
    with opened() as snapshot:
        index = _index(snapshot)
    assert (len(index.forms), len(index.docs), index.lexicon.forms) == (0, 0, [])


def test_a_segment_is_decoded_once() -> None:
    """What is kept of it is the same object, and says how large it is."""
    with opened([article("a", "one two")]) as snapshot:
        (segment,) = snapshot.segments
        assert tokens_of(segment) is tokens_of(segment)
        assert tokens_of(segment).nbytes > 2 * 4


@pytest.mark.parametrize("together", [1, 3, 1000])
def test_postings_are_decoded_in_parts(together: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many at a time, each occurrence of each word comes once."""
    monkeypatch.setattr("webui.search.local.engine.segment._TOGETHER", together)
    texts = ["one two one", "two", "three four five two one"]
    with opened([article(f"a{n}", text) for n, text in enumerate(texts)]) as snapshot:
        (segment,) = snapshot.segments
        parts = list(segment.occurrences("title_words"))
        terms = segment.dictionary("title_words").terms
        found = sorted(
            (key >> 32, key & 0xFFFF, terms[place].decode())
            for places, keys in parts
            for place, key in zip(places.tolist(), keys.tolist(), strict=True)
        )
        assert found == [
            (doc, at, word)
            for doc, text in enumerate(texts)
            for at, word in enumerate(text.split())
        ]
        assert len(parts) == {1: 5, 3: 2, 1000: 1}[together]


def test_a_commit_leaves_the_words_of_other_segments_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what is new is turned round, even where much else was asked for in between."""
    decoded = list[tuple[str, str]]()
    occurrences = Segment.occurrences

    def noted(segment: Segment, field: str) -> Iterator[tuple[Ints, Ints]]:
        decoded.append((segment.id, field))
        return occurrences(segment, field)

    monkeypatch.setattr(Segment, "occurrences", noted)
    cache = ByteCache(2**20)
    write(tmp_path, [article("a", "one two")])
    with closing(LocalSnapshot.open(tmp_path, cache)) as before:
        for number in range(300):
            texts_of(before)
            cache.get(number, lambda: np.zeros(2**10))
        commit(tmp_path, [article("b", "two three")])
        with closing(LocalSnapshot.open(tmp_path, cache, before)) as after:
            texts = texts_of(after)
            assert [texts.forms_of(word) for word in ("one", "two", "three", "four")] == [
                ["one"],
                ["two"],
                ["three"],
                [],
            ]
    assert len(decoded) == len(set(decoded)) == 4
