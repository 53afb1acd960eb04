"""A number → a file that a stranger may have written: the same one each time."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

from tests.indexer.hostile_files.constructs import Construct, constructs
from tests.indexer.hostile_files.grammar import front_matter_of
from tests.support.commands import ROOT

_CORPUS = ROOT.parent / "shared" / "corpus"
_SAMPLES = ROOT / "index_data" / "sample_articles"
# Most of a long file is one related article after the other.
_SEEDS, _LONGEST_SEED = 300, 1_500

# What means something to YAML, to HTML, to an address or to a date.
_TOKENS = (
    "\n", "\r\n", "\r", "\t", " ", "  ", "    ", ": ", ":", "- ", "-", "? ", ", ", "[", "]", "{",
    "}", "'", '"', "''", "\\", "\\n", "\\x41", "\\u0041", "\\U00010000", "\\/", "\\\n", "#", " #",
    "&a ", "*a", "*b", "<<: *a", "!!str ", "!!int ", "!!binary ", "!x ", "!", "%TAG ! x\n",
    "%YAML 1.1\n", "---\n", "---", "...\n", "~", "null", "true", "no",
    "0x1f", "0o7", "010", "1_000", "1:30", "-0",
    "+1", ".5", "1e3", ".inf", ".nan", "1.", "2021-01-01", "2021-13-45", "0001-01-01", ">\n", "|\n",
    "|-\n", ">2+\n", "2021-01-01T00:00:00Z", "2021-01-01 00:00:00.5 +23:59", "\x0b", "\x85",
    "9999-12-31T23:59:59-23:00", "\u2028", "\ufeff", "\u00a0", "\u200b", "\u0301", "\u0f73",
    "\ufdfa", "\u202e", "\u0130", "ß", "Σ", "漢", "\U0001f600", "<b>", "</b>", "<a href=", "<!--",
    "-->", "<script>", "&amp;", "&#8217;", "&#x110000;", "&nbsp", "&", "http://",
    "https://[::1]:8080/",
    "http://é:0", "title: ", "name: ", "excerpt: ", "topics: ", "related:\n  - webUrl: ",
    "images:\n  - url: ", "width: ", "provider:\n  name: ", "domain: ", "removed: true\n",
    "published: ", "quality: ", "heat: ", "secured: ",
)  # fmt: skip


@cache
def seeds() -> tuple[bytes, ...]:
    """Return the beginnings of real articles, or of the samples where those are missing."""
    folder = _CORPUS if _CORPUS.is_dir() else _SAMPLES
    files = sorted(folder.rglob("*.md"))
    return tuple(map(_beginning, files[:: max(1, len(files) // _SEEDS)]))


def _beginning(path: Path) -> bytes:
    data = path.read_bytes()
    if len(data) <= _LONGEST_SEED:
        return data
    return data[: data.rfind(b"\n", 0, _LONGEST_SEED) + 1] + b"---\n"


def randomness(seed: int, number: int, what: str) -> Random:
    """Return what decides on a file: the same for the same file, each time."""
    return Random(f"{seed}:{number}:{what}")  # noqa: S311 - nothing to do with secrets


@cache
def _constructs() -> tuple[Construct, ...]:
    return tuple(constructs())


def is_repeated(seed: int, number: int) -> bool:
    """Tell whether a file is one in which something is repeated, so that it has any size."""
    return randomness(seed, number, "size").random() < 0.02


def repeated(seed: int, number: int, size: int) -> bytes:
    """Return the file of a number for which :func:`is_repeated` holds, of about so many bytes."""
    random = randomness(seed, number, "repeated")
    if random.random() < 0.3:
        one = random.choice(_constructs())
        other = random.choice(_constructs())
        return Construct(one.before, one.unit + other.unit, one.behind, one.long).file(size)
    data = mutated(random, random.choice(seeds()))
    start = random.randrange(len(data))
    end = start + min(random.choice((1, 2, 4, 10, 40, 200)), len(data) - start)
    return data[:start] + data[start:end] * (size // max(1, end - start)) + data[end:]


def file_of(seed: int, number: int) -> bytes:
    """Return the file of a number for which :func:`is_repeated` does not hold."""
    random = randomness(seed, number, "file")
    if random.random() < 0.25:
        data = f"---\n{front_matter_of(random)}\n---\n".encode("utf-8", "surrogatepass")
        return data if random.random() < 0.5 else mutated(random, data)
    return mutated(random, random.choice(seeds()))


def mutated(random: Random, data: bytes) -> bytes:
    """Return a text after some edits."""
    for _ in range(random.choice((1, 1, 1, 1, 1, 2, 2, 3, 6))):
        data = _edited(random, data)
    return data


def _edited(random: Random, data: bytes) -> bytes:
    start = random.randrange(len(data) + 1)
    end = min(len(data), start + random.choice((0, 0, 1, 1, 2, 5, 20)))
    kind = random.randrange(10)
    if kind < 5:
        token = random.choice(_TOKENS).encode()
        return data[:start] + token * random.choice((1, 1, 1, 2, 3)) + data[end:]
    if kind == 5:
        return data[:start] + bytes(random.choices(range(256), k=random.randint(1, 3))) + data[end:]
    if kind == 6:
        return data[:start] + data[end:]
    lines = data.splitlines(keepends=True) or [b""]
    place = random.randrange(len(lines))
    if kind == 7:
        other = random.choice(seeds()).splitlines(keepends=True)
        lines[place:place] = other[random.randrange(len(other)) :][: random.randint(1, 4)]
    elif kind == 8:
        lines[place] = b" " * random.choice((1, 2, 3)) + lines[place]
    else:
        lines.insert(random.randrange(len(lines)), lines.pop(place))
    return b"".join(lines)
