"""The numbers of a histogram, bucket by bucket, as they are written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from flask import Flask

from webui.page.charts.bar_chart import Place
from webui.page.figures import interval_text
from webui.page.wording import bucket_label, percent
from webui.search.results.search import DateBucket, DateFacet


class DateRow(NamedTuple):
    """A bucket.

    Attributes:
        label: its days.
        url: of the search narrowed to it.
        found, base, share, interval, providers: its numbers; all empty where there is nothing of
            which the share could be.
    """

    label: str
    url: str
    found: str
    base: str
    share: str
    interval: str
    providers: str


def register(app: Flask) -> None:
    """Give templates the function of this module."""
    app.jinja_env.globals["date_rows"] = date_rows


def date_rows(facet: DateFacet, buckets: Iterable[tuple[DateBucket, Place]]) -> Iterator[DateRow]:
    """Yield the buckets of a histogram.

    Args:
        facet: that they are of.
        buckets: with the place where each leads to.
    """
    for bucket, place in buckets:
        label = bucket_label(bucket.start, facet.interval)
        if bucket.ratio is None:
            yield DateRow(label, place.url, "", "", "", "", "")
        else:
            yield DateRow(
                label,
                place.url,
                f"{bucket.count:,}",
                f"{bucket.all:,}",
                percent(bucket.ratio),
                interval_text(bucket),
                f"{bucket.providers:,}",
            )
