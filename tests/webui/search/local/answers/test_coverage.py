"""Who covers it, where they are very many."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.webui.search.library import TODAY, article, opened
from webui.search.criteria.criteria import Criteria
from webui.search.local.answers.overviews.coverage import Coverage, coverage
from webui.search.local.finding.matching import match_query
from webui.search.local.finding.narrowing import narrow
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.query.parser import parse_query


def covered(snapshot: Snapshot, criteria: Criteria) -> Coverage:
    """Return the coverage of a search."""
    matched = match_query(snapshot, criteria, parse_query(criteria.q))
    return coverage(snapshot, criteria, narrow(snapshot, criteria, matched.matches))


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
