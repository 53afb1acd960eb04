"""The benchmark of indexing from end to end, on few articles."""

from __future__ import annotations

import sys
from dataclasses import replace
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

import pytest
from click import Command
from click.testing import CliRunner

from indexer.contract.article import Article, Image, Provider
from indexer.contract.settings import Settings
from indexer.parsing.article import read_article
from indexer.syncing.sync import sync
from tests.benchmark.articles.generator import generate
from tests.benchmark.articles.sources import SAMPLE_ARTICLES, read_sources
from tests.benchmark.indexing import bench, million, year
from tests.benchmark.indexing.comparing import differences
from tests.benchmark.indexing.frontmatter import front_matter
from tests.benchmark.indexing.generated import keep_articles
from tests.benchmark.indexing.listing import article_paths, list_files
from tests.benchmark.indexing.report import AFTER, READING, REAL, SHORT
from tests.benchmark.indexing.watching import watch
from tests.benchmark.indexing.ways import WAYS
from tests.benchmark.writing import END, INDEXING, MILLION, YEAR
from tests.support.articles import write_article

_MARKS = (INDEXING, YEAR, MILLION)


def run(command: Command, folder: Path, *options: object) -> str:
    """Run a command on the sample articles; return the document that it wrote to."""
    document = folder / "performance.md"
    marks = "".join(f"{mark}\nold\n{END}\nafter\n" for mark in _MARKS)
    document.write_text(f"before\n{marks}")
    common = ("--corpus", SAMPLE_ARTICLES, "--keep", folder, "--write", document)
    arguments = [str(part) for part in (*common, *options)]
    done = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert done.exit_code == 0
    return document.read_text()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that a run of the comparison kept its files and its report in."""
    folder = tmp_path_factory.mktemp("bench")
    run(bench.main, folder, "--articles", 60, "--part", 20, "--runs", 1)
    return folder


def rows(kept: Path, heading: str) -> list[list[str]]:
    """Return the cells of the table below a heading of the report."""
    text = (kept / "performance.md").read_text()
    below = text[text.index(f"\n{heading}\n") + len(heading) + 2 :].partition("\n### ")[0]
    lines = [line for line in below.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@pytest.mark.parametrize("heading", [REAL, SHORT])
def test_every_way_indexes_the_same_files(kept: Path, heading: str) -> None:
    """Each way has a row and as many articles as the others, but for the plain way's part."""
    found = rows(kept, heading)
    installed = [way for way in WAYS if way.kind != "tantivy" or find_spec("tantivy")]
    assert len(found) == len(installed)
    for way, row in zip(installed, found, strict=True):
        assert row[0].startswith(way.name)
    whole = [row for row in found if "(of 20)" not in row[0]]
    assert len({row[1] for row in whole}) == 1
    assert len(whole) == len(found) - (heading == SHORT)


def test_every_row_has_its_numbers(kept: Path) -> None:
    """Times, rates, memory and sizes are there, and the plain way is compared with itself."""
    for heading in (REAL, SHORT):
        found = rows(kept, heading)
        assert found[0][5] == "1.00"
        for row in found:
            assert all(float(cell.replace(",", "")) >= 0 for cell in row[1:])
            assert float(row[2]) > 0
            assert float(row[6]) > 0
    assert len(rows(kept, READING)) == 6
    assert [float(row[1]) > float(row[2]) for row in rows(kept, AFTER)] == [True, True]


def test_only_what_was_measured_is_replaced(kept: Path) -> None:
    """The text round the report stays, and so do the other reports."""
    text = (kept / "performance.md").read_text()
    others = "".join(f"{mark}\nold\n{END}\nafter\n" for mark in (YEAR, MILLION))
    assert text.startswith(f"before\n{INDEXING}\n\n")
    assert text.endswith(f"\n\n{END}\nafter\n{others}")
    assert str(kept) not in text


def test_generated_files_stay_as_they_were(kept: Path) -> None:
    """Imports are made into a copy, and a second run finds the same files."""
    folder = keep_articles(kept, SAMPLE_ARTICLES, 60, seed=1).articles
    before = {path: path.stat().st_mtime_ns for path in article_paths(folder)}
    assert len(before) == 60
    sources = read_sources(SAMPLE_ARTICLES)
    for article in islice(generate(sources, seed=1), 60):
        written = (folder / f"{article.id}.md").read_bytes()
        assert read_article(article.id, written) == replace(article, related=())
    again = keep_articles(kept, SAMPLE_ARTICLES, 60, seed=1).articles
    assert {path: path.stat().st_mtime_ns for path in article_paths(again)} == before
    assert {path.name for path in kept.iterdir()} == {"files", "performance.md"}


def test_a_part_is_taken_evenly(kept: Path) -> None:
    """Every n-th file is as many as were wanted, or fewer."""
    files = list_files(keep_articles(kept, SAMPLE_ARTICLES, 60, seed=1).articles)
    assert files.part(0) == files.part(60) == files
    part = files.part(20)
    assert (part.every, part.count) == (3, 20)
    assert files.part(25).count == 20
    assert 0 < part.size < files.size


@pytest.mark.parametrize("text", ["Yes", "1.5", "a: b", 'say "x"', "a \\ b", "&lt;b&gt; R&D", "#1"])
def test_what_needs_quotes_gets_them(text: str) -> None:
    """A file is read as the very article that it was written from."""
    article = Article(
        id="a",
        title=text,
        excerpt=f"<{text}",
        provider=Provider(text, ""),
        topics=(text, "null"),
        type=text,
        category="2021-08-26",
        quality=3,
        image=Image("https://example.com/?a=b&amp=c", 10),
    )
    assert read_article("a", front_matter(article)) == article


def test_a_way_that_fails_is_named(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The report says which way failed and why, and still has the others."""
    broken = replace(WAYS[0], name="broken", kind="whoosh")
    monkeypatch.setattr(
        type(broken),
        "command",
        lambda *_: [sys.executable, "-c", f"raise SystemExit('no room in {kept} left')"],
    )
    from tests.benchmark.indexing.first_sync import measure_first_syncs

    syncs = measure_first_syncs([broken], list_files(SAMPLE_ARTICLES), kept)
    assert syncs.done == {}
    assert syncs.failures == {"broken": "failed: exit status 1, no room in … left"}


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="Linux tells it")
def test_memory_is_that_of_all_processes_together() -> None:
    """What a process and its child hold at the same time is added up."""
    child = "import time; held = bytearray(40_000_000); time.sleep(2)"
    script = f"""
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", {child!r}])
held = bytearray(40_000_000)
child.wait()
"""
    watched = watch([sys.executable, "-c", script])
    assert watched.together
    assert watched.status == 0
    assert watched.seconds > 0.5
    assert 80_000_000 < watched.peak < 160_000_000


def test_a_year_of_imports(tmp_path: Path) -> None:
    """No article is lost, and the index is equal to one built anew."""
    report = run(year.main, tmp_path, "--syncs", 30, "--size", 5)
    assert "30 syncs" in report
    assert "No sync lost an article" in report
    assert "equal to one built anew" in report
    assert "| the last 3 |" in report


def test_a_large_first_sync(kept: Path, tmp_path: Path) -> None:
    """Its memory is compared with the limit."""
    report = run(million.main, tmp_path, "--keep", kept, "--articles", 60, "--jobs", 1)
    (row,) = (line for line in report.splitlines() if line.startswith("| Cuttings, 1 job |"))
    assert "| 60 |" in row
    assert "| within |" in row


def test_differences_between_indexes_are_found(tmp_path: Path) -> None:
    """Another text, one article more, or none at all: it is said which."""
    folders = [tmp_path / name for name in ("one", "same", "other", "more")]
    for folder in folders:
        for id in ("a", "b"):
            changed = id == "b" and folder.name == "other"
            write_article(folder, id, title="one two two" if changed else "one two")
    write_article(folders[3], "c")
    indexes = []
    for folder in folders:
        indexes.append(tmp_path / f"index-{folder.name}")
        sync(folder, Settings(index=indexes[-1], jobs=1))
    one, same, other, more = indexes
    assert list(differences(one, same)) == []
    found = list(differences(one, other))
    assert "b is not the same" in found
    assert "articles with b'two' in title, or near it" in found
    assert list(differences(one, more)) == ["only one of the two holds c"]
