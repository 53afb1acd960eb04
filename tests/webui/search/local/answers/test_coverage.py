"""Who covers it, against plain loops over the articles."""

from __future__ import annotations

from collections import Counter
from dataclasses import astuple
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given

from indexer.contract.article import Article
from tests.webui.search import oracle
from tests.webui.search.library import TODAY, article, generated, opened
from webui.search.criteria.criteria import Criteria
from webui.search.local.answers.coverage import Coverage, coverage
from webui.search.local.finding.matching import match_query
from webui.search.local.finding.narrowing import narrow
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.query.parser import parse_query
from webui.search.results.coverage import CoverageRow
from webui.search.results.presenting import iso

LATEST = datetime.max.replace(tzinfo=UTC)


def covered(snapshot: Snapshot, criteria: Criteria) -> Coverage:
    """Return the coverage of a search."""
    matched = match_query(snapshot, criteria, parse_query(criteria.q))
    return coverage(snapshot, criteria, narrow(snapshot, criteria, matched.matches).hits.docs)


def label(item: Article) -> str:
    """Return an article's provider; empty where it has none."""
    return item.provider.label if item.provider else ""


def dates(hits: list[Article], provider: str) -> list[datetime]:
    """Return when a provider's hits were published, the oldest first."""
    return sorted(item.published for item in hits if label(item) == provider and item.published)


def expected_rows(hits: list[Article], output: Counter[str]) -> list[CoverageRow]:
    """Count the hits by provider."""
    rows = []
    for provider, count in Counter(map(label, hits)).items():
        times = dates(hits, provider)
        ends = (iso(times[0]), iso(times[-1])) if times else (None, None)
        row = CoverageRow(provider, count, output[provider], count / output[provider], *ends)
        if provider:
            rows.append(row)
    return sorted(rows, key=lambda row: row.provider)


@generated(50)
@given(oracle.indexes(), oracle.criteria)
def test_coverage_is_what_a_count_over_the_articles_says(
    index: tuple[list[list[Article]], set[str], list[Article]], criteria: Criteria
) -> None:
    """Hits, own output, share, first and last day and the silent ones, in their orders."""
    segments, deleted, left = index
    period = [item for item in left if oracle.passes(item, criteria.period())]
    output = Counter(map(label, period))
    hits = [item for item in oracle.matching(left, criteria) if oracle.passes(item, criteria)]
    by_label = expected_rows(hits, output)
    with opened(*segments, deleted=deleted) as snapshot:
        found = covered(snapshot, criteria)
    by_count = sorted(by_label, key=lambda row: -row.count)
    assert found.rows() == by_count
    assert found.rows(limit=1) == by_count[:1]
    assert found.rows("share") == sorted(by_label, key=lambda row: -row.share)
    by_first = sorted(by_label, key=lambda row: dates(hits, row.provider)[:1] or [LATEST])
    assert found.rows("first", 2) == by_first[:2]
    assert len(found.covering) == len(by_label)
    assert found.without_provider == sum(not label(item) for item in hits)
    chosen = criteria.included("provider")
    silent = {
        provider: count
        for provider, count in output.items()
        if provider
        and provider not in {row.provider for row in by_label}
        and provider not in criteria.excluded("provider")
        and (not chosen or provider in chosen)
    }
    in_order = sorted(silent.items(), key=lambda pair: (-pair[1], pair[0]))
    assert [astuple(row) for row in found.silent_rows()] == in_order
    assert [astuple(row) for row in found.silent_rows(1)] == in_order[:1]


def test_filters_other_than_the_dates_leave_the_own_output_alone() -> None:
    """A share is of everything that a provider published in the period."""
    articles = [
        article("a", "storm", provider="P", published="2021-05-01", quality=9),
        article("b", "storm", provider="P", published="2021-06-01", quality=1),
        article("c", "calm", provider="P", published="2021-06-02", topics=("Sea",)),
        article("d", "calm", provider="Q", published="2021-06-30"),
        article("e", "calm", provider="R", published="2021-07-01"),
    ]
    with opened(articles) as snapshot:
        found = covered(snapshot, Criteria(q="storm", from_="2021-06", to="2021-06", today=TODAY))
        narrower = covered(snapshot, Criteria(q="storm", min_quality=5, today=TODAY))
    assert found.rows() == [
        CoverageRow("P", 1, 2, 0.5, "2021-06-01T00:00:00Z", "2021-06-01T00:00:00Z")
    ]
    assert [row.provider for row in found.silent_rows()] == ["Q"]
    assert narrower.rows() == [
        CoverageRow("P", 1, 3, 1 / 3, "2021-05-01T00:00:00Z", "2021-05-01T00:00:00Z")
    ]


def test_an_empty_index_is_covered_by_nobody() -> None:
    """Without articles there are no rows, and nothing fails."""
    with opened() as snapshot:
        found = covered(snapshot, Criteria(today=TODAY))
    assert found.rows() == []
    assert found.silent_rows() == []
    assert found.without_provider == 0


@pytest.mark.parametrize("limit", [0, 1, 7, None])
def test_the_first_of_thousands_of_providers_are_found(limit: int | None) -> None:
    """However many providers there are and however few rows are asked for: the largest ones."""
    start = datetime(2021, 1, 1, tzinfo=UTC)
    articles = [
        article(f"{n}", provider=f"P{n % 3000:04}", published=start + timedelta(days=n % 90))
        for n in range(4000)
    ]
    with opened(articles) as snapshot:
        rows = covered(snapshot, Criteria(today=TODAY)).rows(limit=limit)
    assert [row.provider for row in rows] == [f"P{n:04}" for n in range(3000)][:limit]
    assert {row.count for row in rows[:1000]} <= {2}
