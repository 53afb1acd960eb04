"""A committed state of the index, open."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given

from indexer.contract.article import Article, Image, Provider
from indexer.contract.codec.plain.plain_columns import none_of
from indexer.contract.errors import IndexDamagedError, NoIndexError
from tests.webui.search import oracle
from tests.webui.search.library import article, found, generated, leaves_files_open, opened, write
from webui.search.criteria.dates import Span
from webui.search.criteria.facet_specs import FacetName
from webui.search.local.columns.columns import NO_DATE, Columns
from webui.search.local.snapshot.local_snapshot import LocalSnapshot


def labels(columns: Columns, facet: FacetName, doc: int) -> list[str]:
    """Return the labels of a document in a facet's column."""
    column = columns.labels(facet)
    return [column.values[code] for code in column.table.labels_of(column.of[[doc]]).tolist()]


@pytest.mark.slow
@generated(35)
@given(oracle.indexes())
def test_a_snapshot_holds_what_was_written(
    index: tuple[list[list[Article]], set[str], list[Article]],
) -> None:
    """Columns and storage give back every article, across segments, without the deleted ones."""
    segments, deleted, left = index
    with opened(*segments, deleted=deleted) as snapshot:
        columns = snapshot.columns
        assert snapshot.articles == len(left)
        for article_id in deleted:
            assert snapshot.find(article_id) is None
        for item in left:
            doc = snapshot.find(item.id)
            assert doc is not None
            assert snapshot.totals.live[doc]
            assert snapshot.article(doc) == item
            assert columns.ids[doc] == item.id
            assert columns.published[doc] == (
                round(item.published.timestamp() * 1_000_000) if item.published else NO_DATE
            )
            assert columns.quality[doc] == (
                none_of(columns.quality) if item.quality is None else item.quality
            )
            assert columns.heat[doc] == item.heat
            assert columns.curated[doc] == item.curated
            assert labels(columns, "topic", doc) == list(item.topics)
            assert labels(columns, "type", doc) == ([item.type] if item.type else [])
            provider = [item.provider.label] if item.provider else []
            assert labels(columns, "provider", doc) == provider
        days = [item.published.date() for item in left if item.published]
        assert snapshot.span == (Span(min(days), max(days)) if days else Span())


def test_an_article_is_read_back_whole() -> None:
    """All that is stored comes back, but for the related list, which is only a digest."""
    whole = Article(
        id="x/ü 1", title="T", excerpt="E", url="https://a", original_url="https://b",
        amp_url="https://c", cdn_amp_url="https://d", provider=Provider("P", "p.com"),
        topics=("A", "B"), type="t", category="c", quality=-1, heat=0, curated=True,
        image=Image("https://i", 1, None), web_url="https://a",
    )  # fmt: skip
    with opened([whole]) as snapshot:
        assert snapshot.articles_of([0]) == [whole]
        assert snapshot.find("x/ü 1") == 0
        assert snapshot.find("x") is None


def test_an_index_without_articles_opens(tmp_path: Path) -> None:
    """An empty index, and one whose articles are all deleted, are snapshots of nothing."""
    with opened() as snapshot:
        assert (snapshot.articles, snapshot.span) == (0, Span())
    with opened([article("a", published="2021-01-01")], deleted=["a"]) as snapshot:
        assert (snapshot.articles, snapshot.span) == (0, Span())
        assert found(snapshot, "*") == set()


def test_the_span_is_of_days_in_utc() -> None:
    """First and last day are those of the earliest and latest moment."""
    with opened(
        [article("a", published="2020-02-29T23:59:59"), article("b", published="0001-01-01")]
    ) as snapshot:
        assert snapshot.span == Span(date(1, 1, 1), date(2020, 2, 29))


def test_no_index_cannot_be_opened(tmp_path: Path) -> None:
    """A folder without an index is said to be none."""
    with pytest.raises(NoIndexError):
        LocalSnapshot.open(tmp_path)


@leaves_files_open
@pytest.mark.parametrize("keep", [0, 10, 1000])
def test_a_damaged_segment_is_an_error_that_names_the_remedy(tmp_path: Path, keep: int) -> None:
    """A segment that was cut short is damage, at opening or at the latest when it is read."""
    folder = write(tmp_path / "index", [article(f"{n}", f"word{n}") for n in range(50)])
    for path in folder.glob("*.seg"):
        path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(IndexDamagedError, match="python -m indexer rebuild"):
        LocalSnapshot.open(folder)


def test_threads_share_a_snapshot() -> None:
    """Searches from many threads at once find what one thread finds."""
    articles = [article(f"{n}", f"cloud word{n}") for n in range(60)]
    failures: list[str] = []
    with opened(articles[:30], articles[30:]) as snapshot:

        def work(number: int) -> None:
            failures.extend(
                f"word{n}"
                for n in range(number, 60, 8)
                if found(snapshot, f"word{n}") != {f"{n}"} or len(found(snapshot, "clou*")) != 60
            )

        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failures == []
