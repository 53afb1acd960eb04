"""The numbers of a comparison, bucket by bucket, as they are written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from flask import Flask

from webui.page.addresses import dated_url
from webui.page.figures import interval_text
from webui.page.wording import bucket_label, percent
from webui.search.criteria.comparison import Asked
from webui.search.results.comparison import Comparison


class ComparedCell(NamedTuple):
    """What one query finds in a bucket.

    Attributes:
        url: of the search narrowed to it; empty where there is none.
        matching, share, interval: its numbers.
    """

    url: str
    matching: str
    share: str
    interval: str


class ComparedRow(NamedTuple):
    """A bucket, what each query finds there, and what there is of the base."""

    label: str
    cells: list[ComparedCell]
    total: str
    providers: str


def register(app: Flask) -> None:
    """Give templates the function of this module."""
    app.jinja_env.globals["compared_rows"] = compared_rows


def compared_rows(comparison: Comparison, asked: Asked, *, linked: bool) -> Iterator[ComparedRow]:
    """Yield the buckets in which there is anything of the base.

    Args:
        comparison: of some queries.
        asked: what was asked for it.
        linked: whether each number leads to the search for what it counts.
    """
    urls = [dated_url(asked.search(query.text)) for query in comparison.queries]
    for row in zip(*(query.buckets for query in comparison.queries), strict=True):
        start, end, total = row[0].start, row[0].end, row[0].total
        if total:
            cells = [
                ComparedCell(
                    url(start, end) if linked and bucket.matching else "",
                    f"{bucket.matching:,}",
                    percent(bucket.matching / total),
                    interval_text(bucket),
                )
                for bucket, url in zip(row, urls, strict=True)
            ]
            label = bucket_label(start, comparison.interval)
            yield ComparedRow(label, cells, f"{total:,}", f"{row[0].providers:,}")
