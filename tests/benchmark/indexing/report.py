"""What was measured of indexing, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.benchmark.indexing.first_sync import Indexed, Syncs
from tests.benchmark.indexing.imports import CHANGED, DELETED, NEW, Imports
from tests.benchmark.indexing.reading import Readings
from tests.benchmark.indexing.ways import PLAIN
from tests.benchmark.writing import table

REAL = "### First sync of real articles"
SHORT = "### First sync of short articles"
READING = "### Reading alone"
AFTER = "### After an import of files"


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that one run found.

    Attributes:
        source: what the real articles are, and what the others were generated from.
        surroundings: the machine, and the versions of what took part.
        real, short: first syncs of real articles, and of generated ones.
        readings: of both, without an index.
        imports: with the generated articles in the index; why not, where it failed.
    """

    source: str
    surroundings: str
    real: Syncs
    short: Syncs
    readings: tuple[Readings, Readings]
    imports: Imports | str


def markdown(result: Result) -> str:
    """Return the report."""
    parts = [
        result.surroundings,
        REAL,
        f"{_amount(result.real)}: {result.source}.",
        _syncs(result.real),
        SHORT,
        f"{_amount(result.short)}, generated from {result.source}, without related ones.",
        _syncs(result.short),
        READING,
        _readings(result.readings),
        AFTER,
        _imports(result.imports),
    ]
    notes = list(_notes(result))
    return "\n\n".join(parts + ["\n".join(notes)] * bool(notes))


def _notes(result: Result) -> Iterator[str]:
    for found in (result.real, result.short, *result.readings):
        for name, failure in found.failures.items():
            yield f"- {name}, {found.files.count:,} files: {failure}."
        for name, done in found.done.items():
            if done.failed:
                yield f"- {name}: {done.failed:,} of {found.files.count:,} files are no articles."
    indexed = (done for syncs in (result.real, result.short) for done in syncs.done.values())
    if not all(done.together for done in indexed):
        yield "- This system does not tell what processes share: memory is the largest one's."


def seconds(value: float) -> str:
    """Return a time with three digits, more or less."""
    digits = 3 if value < 1 else 2 if value < 10 else 1 if value < 100 else 0
    return f"{value:,.{digits}f}"


def megabytes(size: float) -> str:
    """Return a size in MB (a million bytes), with a digit more where it is small."""
    return f"{size / 1e6:.1f}" if size < 1e7 else f"{size / 1e6:,.0f}"


def _amount(syncs: Syncs) -> str:
    return f"{syncs.files.count:,} files, {megabytes(syncs.files.size)} MB"


def _syncs(syncs: Syncs) -> str:
    head = ["", "articles", "seconds", "articles / s", "MB / s", "times the plain way"]
    head += ["peak memory (MB)", "index (MB)"]
    plain = syncs.done.get(PLAIN.name)
    return table(head, (_sync(name, done, plain) for name, done in syncs.done.items()))


def _sync(name: str, done: Indexed, plain: Indexed | None) -> list[str]:
    part = f" (of {done.files.count:,})" if done.files.every > 1 else ""
    rate = done.articles / done.seconds
    ratio = f"{rate * plain.seconds / plain.articles:.2f}" if plain and plain.articles else "-"
    return [
        name + part,
        f"{done.articles:,}",
        seconds(done.seconds),
        f"{rate:,.0f}",
        megabytes(done.files.size / done.seconds),
        ratio,
        f"{done.peak / 1e6:,.0f}",
        megabytes(done.size),
    ]


def _readings(readings: tuple[Readings, Readings]) -> str:
    head = ["", "files", "seconds", "files / s", "MB / s", "processor (s)", "MB / s of processor"]

    def rows() -> Iterator[list[str]]:
        for kind, found in zip(("real", "short"), readings, strict=True):
            files = found.files
            for name, spent in found.done.items():
                yield [
                    f"{kind}: {name}",
                    f"{files.count:,}",
                    seconds(spent.seconds),
                    f"{files.count / spent.seconds:,.0f}",
                    megabytes(files.size / spent.seconds),
                    seconds(spent.processor),
                    megabytes(files.size / max(spent.processor, 1e-9)),
                ]

    return table(head, rows())


def _imports(imports: Imports | str) -> str:
    if isinstance(imports, str):
        return f"Not measured: {imports}."
    changed = f"{NEW} new files, {CHANGED} changed, {DELETED} deleted"
    rows = [
        [name, seconds(took.seconds), seconds(took.reported)]
        for name, took in (("nothing changed", imports.nothing), (changed, imports.some))
    ]
    found = table(["", "seconds", "of these, by its own report"], rows)
    intro = f"{imports.articles:,} articles in the index; medians, runs of each: {imports.runs}."
    return f"{intro}\n\n{found}"
