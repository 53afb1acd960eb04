"""Reads very many files that strangers may have written, and says what is wrong with how.

``python -m tests.indexer.hostile_files.fuzzing --files 1000000 --processes 2`` does so; each
file is made of the seed and its number, so that ``--first`` goes on where an earlier run ended
and ``--show`` looks at one file again.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from indexer.contract.article import Article
from tests.indexer.hostile_files.measuring import FLOOR, PER_KILOBYTE, Look, allowed, look_at
from tests.indexer.hostile_files.measuring import indexing_seconds as indexing
from tests.indexer.hostile_files.mutating import file_of, is_repeated, repeated
from tests.indexer.hostile_files.other_files import KINDS, kind_of, look_at_other

_CHUNK = 2_000
# One article in so many becomes part of a segment.
_INDEXED = 10
_SMALL, _LARGE, _LARGEST = 4_000, 32_000, 512_000
# Seconds for each kilobyte that are looked into, and how much faster than the size they may grow.
_SLOW, _GROWTH = 0.0015, 2.5
_SHOWN = 300
_TOLD_EVERY = 100_000


@dataclass
class Tally:
    """What was seen; tallies add up.

    Attributes:
        files: read.
        articles, quick: those that hold an article, and those of the quick reader.
        slowest: seconds of the slowest file, and its number.
        dearest: seconds a kilobyte of the dearest of at least 4 KB, and its number.
        problems: number of the file and what is wrong.
    """

    files: int = 0
    articles: int = 0
    quick: int = 0
    slowest: tuple[float, int] = (0.0, -1)
    dearest: tuple[float, int] = (0.0, -1)
    problems: list[tuple[int, str]] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Add another one."""
        self.files += other.files
        self.articles += other.articles
        self.quick += other.quick
        self.slowest = max(self.slowest, other.slowest)
        self.dearest = max(self.dearest, other.dearest)
        self.problems += other.problems

    def note(self, number: int, data: bytes, look: Look) -> None:
        """Note one file."""
        self.files += 1
        self.articles += look.article is not None
        self.quick += look.quick
        self.slowest = max(self.slowest, (look.seconds, number))
        if len(data) >= _SMALL:
            self.dearest = max(self.dearest, (look.seconds / len(data) * 1024, number))
        if look.problem:
            self.problems.append((number, look.problem))


def look(seed: int, number: int, size: int = _SMALL) -> tuple[bytes, Look]:
    """Read the file of a number; ``size`` is that of one in which something is repeated."""
    kind = kind_of(seed, number)
    if kind:
        return look_at_other(kind, seed, number, size)
    data = repeated(seed, number, size) if is_repeated(seed, number) else file_of(seed, number)
    return data, look_at(data)


def look_at_chunk(seed: int, first: int, count: int) -> Tally:
    """Read some files, one after the other, and make a segment of some of them."""
    tally = Tally()
    articles: list[Article] = []
    size = 0
    for number in range(first, first + count):
        data, seen = look(seed, number)
        if not seen.problem and (is_repeated(seed, number) or seen.seconds > allowed(len(data))):
            seen = seen._replace(problem=_growth(seed, number, data, seen))
        tally.note(number, data, seen)
        if seen.article is not None and number % _INDEXED == 0:
            articles.append(seen.article)
            size += len(data)
    if articles:
        with tempfile.TemporaryDirectory() as folder:
            seconds = indexing(articles, Path(folder))
        if seconds > FLOOR + 0.002 * len(articles) + PER_KILOBYTE * size / 1024:
            tally.problems.append((first, f"a segment of {len(articles)} takes {seconds:.2f} s"))
    return tally


def _growth(seed: int, number: int, data: bytes, seen: Look) -> str:
    """Return what is wrong with the cost of a file when it becomes larger, or nothing."""
    is_scaled = is_repeated(seed, number)
    size = _LARGE if is_scaled and number % 4 == 0 else _SMALL
    before = seen.seconds / len(data)
    while size <= _LARGEST:
        larger, now = look(seed, number, size)
        # Once more, as other programs may have been in the way.
        seconds = min(now.seconds, look(seed, number, size)[1].seconds)
        if now.problem:
            return f"{now.problem} (of {len(larger):,} bytes)"
        if seconds > allowed(len(larger)):
            return f"{len(larger):,} bytes take {seconds:.3f} s"
        dear = seconds / len(larger) * 1024 > _SLOW
        grows = seconds > FLOOR / 5 and seconds / len(larger) > _GROWTH * before
        if not is_scaled or not (dear or grows):
            return ""
        before = min(before, seconds / len(larger))
        size *= 4
    return ""


def tallies(seed: int, first: int, count: int, processes: int) -> Iterator[Tally]:
    """Yield a tally for each chunk of files, in their order."""
    starts = iter(range(first, first + count, _CHUNK))
    if processes < 2:
        for start in starts:
            yield look_at_chunk(seed, start, min(_CHUNK, first + count - start))
        return
    with ProcessPoolExecutor(processes) as pool:
        waiting = [pool.submit(look_at_chunk, seed, at, _CHUNK) for at in islice(starts, processes)]
        while waiting:
            yield waiting.pop(0).result()
            waiting += [pool.submit(look_at_chunk, seed, at, _CHUNK) for at in islice(starts, 1)]


def main(arguments: list[str]) -> int:
    """Read files until there are as many as were wanted, or the time is over."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1_000_000)
    parser.add_argument("--minutes", type=float, default=float("inf"))
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--first", type=int, default=0, help="number of the first file")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--show", type=int, default=None, help="look at the file of this number")
    given = parser.parse_args(arguments)
    seed = secrets.randbelow(2**32) if given.seed is None else given.seed
    if given.show is not None:
        data, seen = look(seed, given.show)
        print(f"{data!r}\n{seen}")  # noqa: T201
        return 1 if seen.problem else 0
    print(f"Seed {seed}; kinds: articles, {', '.join(KINDS)}.", flush=True)  # noqa: T201
    started, total = time.monotonic(), Tally()
    try:
        for tally in tallies(seed, given.first, given.files, given.processes):
            total.add(tally)
            for number, problem in tally.problems:
                print(f"--seed {seed} --show {number}: {problem[:_SHOWN]}", flush=True)  # noqa: T201
            if total.files % _TOLD_EVERY == 0:
                print(f"{total.files:,} files so far.", flush=True)  # noqa: T201
            if time.monotonic() - started > 60 * given.minutes:
                break
    except KeyboardInterrupt:
        pass
    print(summary(total, seed, given.first))  # noqa: T201
    return 1 if total.problems else 0


def summary(total: Tally, seed: int, first: int) -> str:
    """Return what was seen, in a few lines."""
    return (
        f"{total.files:,} files, {total.articles:,} with an article, {total.quick:,} read quickly: "
        f"{len(total.problems):,} problems.\n"
        f"Slowest: {total.slowest[0] * 1e6:,.0f} µs (--show {total.slowest[1]}); dearest: "
        f"{total.dearest[0] * 1e6:,.0f} µs/KB (--show {total.dearest[1]}).\n"
        f"To go on: --seed {seed} --first {first + total.files}"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
