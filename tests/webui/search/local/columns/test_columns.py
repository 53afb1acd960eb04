"""Columns of a segment: one value per document."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.committing.batch import Batch
from indexer.committing.documents import document
from indexer.contract.article import Article, Fingerprint
from indexer.contract.errors import IndexDamagedError
from indexer.contract.history import History, Moment
from indexer.contract.opening import latest_generation
from tests.webui.search.library import write
from webui.search.local.columns.columns import NO_DATE
from webui.search.local.snapshot.local_snapshot import LocalSnapshot

# The last second of the year 9999.
_LAST = 253_402_300_799_000_000


def add(folder: Path, id: str, history: History | None) -> None:
    """Commit an article with a history."""
    with Batch(folder, latest_generation(folder)) as batch:
        batch.add(document(Article(id=id, title="x"), Fingerprint(1, 1, "00"), history))
        batch.commit()


def test_when_articles_were_first_indexed_stays_with_them(tmp_path: Path) -> None:
    """Times and generations are those of the index, whatever is merged and reused."""
    folder = write(tmp_path / "index")
    moments = {"a": Moment(1, 1), "b": Moment(_LAST, 2**31), "c": Moment(1_600_000_000_000_000, 2)}
    before = None
    for id, moment in [*moments.items(), ("unknown", None)]:
        add(folder, id, moment and History(moment, Moment(2**60, 2**31)))
        now = LocalSnapshot.open(folder, previous=before)
        if before is not None:
            before.close()
        before = now
    assert before is not None
    columns = before.columns
    found = {
        id: (int(columns.added[doc]), int(columns.added_generation[doc]))
        for doc, id in enumerate(columns.ids)
        if before.totals.live[doc]
    }
    assert found == {**moments, "unknown": (NO_DATE, 0)}
    before.close()


def test_the_id_under_which_an_article_was_first_indexed_stays_with_it(tmp_path: Path) -> None:
    """It is the one that it has where the index has no other, in whichever segment it is."""
    folder = write(tmp_path / "index")
    moment = Moment(1, 1)
    first_ids = {"a": "", "b": "was/é", "c": "", "d": "a"}
    before = None
    for id, first_id in first_ids.items():
        add(folder, id, History(moment, moment, first_id))
        now = LocalSnapshot.open(folder, previous=before)
        if before is not None:
            before.close()
        before = now
    assert before is not None
    found = {
        id: before.first_id(doc)
        for doc, id in enumerate(before.columns.ids)
        if before.totals.live[doc]
    }
    assert found == {id: first_id or id for id, first_id in first_ids.items()}
    before.close()


def test_a_time_that_no_calendar_has_is_damage(tmp_path: Path) -> None:
    """It is found when the index is opened, and not when a hit is shown."""
    folder = write(tmp_path / "index")
    moment = Moment(_LAST + 1_000_000, 1)
    add(folder, "a", History(moment, moment))
    with pytest.raises(IndexDamagedError, match="first indexed beyond"):
        LocalSnapshot.open(folder)
