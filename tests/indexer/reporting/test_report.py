"""What a sync did, for people and programs."""

from __future__ import annotations

import dataclasses
import json

from indexer.reporting.failure import Cause, Failure
from indexer.reporting.report import Counts, Report, failure_lines, failure_summary

NOTHING = Report(
    counts=Counts(unchanged=4957),
    articles=4957,
    failed=(),
    generation=3,
    seconds=0.25,
)


def broken(path: str, cause: Cause = Cause.OTHER, *, kept: bool = False) -> Failure:
    """Return the failure of a whole file."""
    return Failure(path, None, None, cause, "bad", kept)


def test_says_that_nothing_changed() -> None:
    """A sync without changes says so, with the state that stays."""
    assert NOTHING.summary() == "Nothing changed: 4,957 articles, generation 3."


def test_says_what_changed() -> None:
    """Only what happened is mentioned."""
    report = dataclasses.replace(
        NOTHING,
        counts=Counts(added=1, deleted=1200, removed=1),
        articles=1,
        failed=(broken("a.md", kept=True), broken("b.md")),
    )
    assert report.summary().splitlines() == [
        "1 added, 1,200 deleted: 1 article, generation 3. Took 0.2 s.",
        "1 file marked as removed.",
        "2 could not be read: 2 other; of 1 an earlier version stays.",
    ]


def test_sums_failures_up_by_cause() -> None:
    """The most frequent cause comes first, what fits nowhere last."""
    other = Cause.OTHER
    causes = [other, *[Cause.NOT_YAML] * 8, other, *[Cause.NO_TITLE] * 3, Cause.NOT_UTF8, other]
    failed = [broken(f"{number}.md", cause, kept=number < 4) for number, cause in enumerate(causes)]
    assert failure_summary(failed) == (
        "15 could not be read: 8 not YAML, 3 without a title, 1 not UTF-8, 3 other; "
        "of 4 an earlier version stays."
    )
    assert failure_summary(failed[-2:-1]) == "1 could not be read: 1 not UTF-8."


def test_lists_failures_with_their_places() -> None:
    """A line names path, place, reason and whether an earlier version stays."""
    failed = (
        Failure("a.md", 1, 2, Cause.OTHER, "bad", kept=True),
        Failure("b\x1b[31m\n.md", None, None, Cause.OTHER, "worse", kept=False),
    )
    assert list(failure_lines(failed)) == [
        "a.md:1:2: bad (its earlier version stays)",
        "b\\x1b[31m\\n.md: worse",
    ]


def test_lists_twenty_failures_at_most() -> None:
    """The rest is counted, and where to find it is said."""
    failed = tuple(broken(f"{n}.md") for n in range(23))
    lines = list(failure_lines(failed))
    assert len(lines) == 21
    assert lines[-1] == "and 3 more (sync --json lists all)"


def test_json_has_the_names_of_the_contract() -> None:
    """The object has exactly the promised names, and survives the way through JSON."""
    report = dataclasses.replace(NOTHING, failed=(Failure("a.md", 1, 2, Cause.OTHER, "bad", True),))
    report = dataclasses.replace(report, notes=("Mind.",))
    assert json.loads(json.dumps(report.as_json())) == {
        "added": 0,
        "updated": 0,
        "deleted": 0,
        "unchanged": 4957,
        "removed": 0,
        "renamed": 0,
        "articles": 4957,
        "failed": [{"path": "a.md", "line": 1, "column": 2, "reason": "bad", "kept": True}],
        "generation": 3,
        "seconds": 0.25,
        "notes": ["Mind."],
    }
