"""Damaged files: an error that says so, or an answer; never anything else, and never a hang."""

from __future__ import annotations

import logging
import shutil
import tempfile
import time
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.committing.batch import Batch
from indexer.committing.documents import document
from indexer.contract.article import Fingerprint
from indexer.contract.errors import CuttingsError, IndexDamagedError
from indexer.contract.opening import latest_generation
from tests.support.indexes import forget_checksums
from tests.webui.search.library import article, ask, generated, leaves_files_open, write
from webui.search.criteria.facet_specs import FACETS
from webui.search.local.answers.all_texts import texts_of
from webui.search.local.answers.overviews.gaps import gaps_of
from webui.search.local.backend import WARMERS
from webui.search.local.snapshot.local_snapshot import LocalSnapshot
from webui.search.local.snapshot.story_lookup import story_of
from webui.search.local.snapshot.suggested_labels import label_starts

pytestmark = pytest.mark.oracle

SEARCHES: list[dict[str, Any]] = [
    {"q": "cloud"}, {"q": '"cloud news"'}, {"q": "clo*"}, {"q": "clod~"}, {"q": "-zebra"},
    {"q": "after:2021-02", "sort": "quality"}, {"q": "provider:P1"}, {"q": '="cloud news"'},
    {"q": "", "topic": ("T1",)},
]  # fmt: skip


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an index of two segments, written as sync does; a document of it is deleted."""
    folder = write(tmp_path_factory.mktemp("sound") / "index")
    for part in range(2):
        with Batch(folder, latest_generation(folder)) as batch:
            for n in range(60 - 40 * part):
                batch.add(
                    document(
                        article(
                            f"{part}/{n}", f"cloud news word{n} of {n % 3}", topics=(f"T{n % 4}",),
                            published=f"2021-0{1 + n % 9}-01", quality=n, related=("https://e/1",),
                            web_url=f"https://e/{n}", provider=f"P{n % 5}",
                        ),
                        Fingerprint(1, 1, "0" * 32),
                    )
                )  # fmt: skip
            if part:
                batch.delete(7)
            batch.commit()
    return folder


@pytest.fixture(scope="module")
def unchecked(sound: Path) -> Path:
    """Return the same as earlier versions wrote it, without checksums."""
    folder = sound.with_name("unchecked")
    shutil.copytree(sound, folder)
    forget_checksums(folder)
    return folder


def look_at_everything(folder: Path) -> list[Any]:
    """Open an index and ask it for everything there is; return the answers."""
    snapshot = LocalSnapshot.open(folder)
    try:
        answers = [ask(snapshot, **search) for search in SEARCHES]
        stories = [story_of(snapshot, doc) for doc in snapshot.live_docs.tolist()]
        for _ in chain.from_iterable(warmer(snapshot) for warmer in WARMERS):
            continue
        for facet in FACETS:
            label_starts(snapshot, facet)
        gaps_of(snapshot)
        texts_of(snapshot)
        return [repr(answer) for answer in answers] + stories
    finally:
        snapshot.close()


def test_a_sound_index_is_no_damaged_one(sound: Path) -> None:
    """What follows is not for want of an index."""
    look_at_everything(sound)


@leaves_files_open
@generated(35)
@given(data=st.data())
def test_a_changed_byte_is_an_error_or_an_answer(
    sound: Path, unchecked: Path, data: st.DataObject
) -> None:
    """Wherever a bit is wrong or bytes are overwritten, nothing else is raised, and soon.

    With checksums, the answer is right.
    """
    logging.disable()
    checked = data.draw(st.booleans())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "index"
        shutil.copytree(sound if checked else unchecked, folder)
        files = sorted(path for path in folder.iterdir() if path.suffix in (".seg", ".toc", ".npz"))
        path = data.draw(st.sampled_from(files))
        raw = bytearray(path.read_bytes())
        place = data.draw(st.integers(0, len(raw) - 1))
        length = data.draw(st.sampled_from([1, 1, 1, 40, 4000]))
        mask = data.draw(st.sampled_from([1, 8, 64, 255]))
        raw[place : place + length] = bytes(byte ^ mask for byte in raw[place : place + length])
        path.write_bytes(raw)
        started = time.thread_time()
        try:
            answers = look_at_everything(folder)
            if checked:
                assert answers == look_at_everything(sound)
        except CuttingsError:
            pass
        finally:
            logging.disable(logging.NOTSET)
        assert time.thread_time() - started < 10


@leaves_files_open
def test_a_date_beyond_the_calendar_is_damage(tmp_path: Path) -> None:
    """It is found when the index is opened, not by whoever counts its years."""
    folder = write(tmp_path / "index", [article("a", published="2021-03-01")])
    (segment,) = folder.glob("*.seg")
    forget_checksums(folder)
    since_year_1 = datetime(2021, 3, 1) - datetime(1, 1, 1)
    stored = (since_year_1 // timedelta(microseconds=1)).to_bytes(8, "big")
    whole = segment.read_bytes()
    assert stored in whole
    segment.write_bytes(whole.replace(stored, b"\x7f" + stored[1:]))
    with pytest.raises(IndexDamagedError, match="9999"):
        LocalSnapshot.open(folder)


@leaves_files_open
@pytest.mark.parametrize(
    ("read", "query"),
    [
        ("combined.coded_postings", "cloud"),
        ("segment.positions_in", '"cloud news"'),
        ("posting_lists.whoosh_postings.decode_postings", "provider:P1"),
        ("posting_lists.whoosh_postings.decode_positions", '="cloud news"'),
    ],
)
def test_what_cannot_be_decoded_is_damage(
    sound: Path, monkeypatch: pytest.MonkeyPatch, read: str, query: str
) -> None:
    """Whatever decoding raises, the error names the remedy, and the next search is told too."""

    def fail(*_: object) -> None:
        np.zeros(1)[2]

    monkeypatch.setattr(f"webui.search.local.engine.{read}", fail)
    snapshot = LocalSnapshot.open(sound)
    for _ in range(2):
        with pytest.raises(IndexDamagedError, match="python -m indexer rebuild"):
            ask(snapshot, query)
    snapshot.close()
