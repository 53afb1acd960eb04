"""The numbers of a histogram."""

from __future__ import annotations

from webui.page.charts.bar_chart import places_of
from webui.page.rows.date_rows import date_rows
from webui.search.criteria.criteria import Criteria
from webui.search.results.search import DateBucket, DateFacet


def bucket(month: int, count: int, base: int) -> DateBucket:
    """Return a month of 2021."""
    share = (count / base, 0.25, 1.0) if base else (None, None, None)
    ratio, low, high = share
    days = f"2021-0{month}-01", f"2021-0{month}-28"
    return DateBucket(*days, count, base, ratio=ratio, low=low, high=high, providers=1200)


def test_numbers_stand_where_anything_was_imported() -> None:
    """With commas, as shares, and each with its search; elsewhere there are none."""
    facet = DateFacet(
        interval="month", unit="article", base="all",
        buckets=[bucket(1, 1500, 3000), bucket(2, 0, 0)], missing=0, earlier=0, later=0,
        peaks_total=0,
    )  # fmt: skip
    places = places_of(facet, Criteria(q="a"))
    first, second = date_rows(facet, zip(facet.buckets, places, strict=True))
    assert first == (
        "January 2021", "/?q=a&from=2021-01-01&to=2021-01-28",
        "1,500", "3,000", "50 %", "25 % to 100 %", "1,200",
    )  # fmt: skip
    assert second == ("February 2021", "/?q=a&from=2021-02-01&to=2021-02-28", *[""] * 5)
