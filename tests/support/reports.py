"""What a sync reports, for comparing."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from indexer.reporting.report import Report


def counts(report: Report) -> dict[str, Any]:
    """Return the counts that are not zero, and the paths of the failures."""
    found: dict[str, Any] = {**asdict(report.counts), "articles": report.articles}
    found["failed"] = [(failure.path, failure.kept) for failure in report.failed]
    return {name: value for name, value in found.items() if value}
