"""The benchmark of pages from end to end, on few articles."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

pytest.importorskip("tantivy", reason="the benchmark's peers are not installed")


from tests.benchmark.articles.sources import SAMPLE_ARTICLES
from tests.benchmark.pages import bench as pages
from tests.benchmark.pages.client import Client, linked_files
from tests.benchmark.pages.report import AIMS, TIMES
from tests.benchmark.pages.requests import KINDS, PAGES, SEARCH, choose_requests
from tests.benchmark.searching.choosing import choose_questions
from tests.benchmark.writing import BEGIN, END, SERVING


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that a run of the benchmark kept its index and its report in."""
    folder = tmp_path_factory.mktemp("bench")
    document = folder / "performance.md"
    document.write_text(f"before\n{BEGIN}\nold\n{END}\n{SERVING}\nnot measured yet\n{END}\nafter\n")
    options = {
        "--articles": 300,
        "--rounds": 1,
        "--corpus": SAMPLE_ARTICLES,
        "--keep": folder,
        "--write": document,
    }
    arguments = [str(part) for option in options.items() for part in option]
    done = CliRunner().invoke(pages.main, arguments, catch_exceptions=False)
    assert done.exit_code == 0
    return folder


@pytest.fixture(scope="module")
def client(kept: Path) -> Client:
    """Return a client of the application on the index of that run."""
    return Client.open(kept / "300" / "cuttings")


def rows(kept: Path, heading: str) -> list[list[str]]:
    """Return the cells of the table below a heading of the report."""
    text = (kept / "performance.md").read_text()
    below = text.partition(f"\n{heading}\n")[2].partition("\n### ")[0]
    lines = [line for line in below.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def number(cell: str) -> float:
    """Return the number in a cell."""
    return float(cell.replace(",", ""))


def test_every_kind_of_page_has_its_row_and_its_numbers(kept: Path) -> None:
    """Each page and each kind of search page was asked for, and has times and sizes."""
    found = rows(kept, TIMES)
    kinds = [f"{SEARCH}: {kind}" for kind in KINDS]
    assert [row[0] for row in found] == [SEARCH, *kinds, *PAGES[1:]]
    for _, requests, median, p95, size, sent in found:
        assert int(requests) >= 2
        assert 0 < number(median) <= number(p95)
        assert 0 < number(sent) <= number(size)
    assert int(found[0][1]) == sum(int(row[1]) for row in found[1 : len(kinds) + 1])


def test_every_aim_has_its_measure(kept: Path) -> None:
    """It is said of each aim whether it is met."""
    found = rows(kept, AIMS)
    assert len(found) == 7
    for _, measured, aim, met in found:
        assert met == ("yes" if float(measured) < float(aim.removeprefix("< ")) else "no")


def test_the_report_stands_in_its_own_place(kept: Path) -> None:
    """The text round it and the other reports stay."""
    text = (kept / "performance.md").read_text()
    assert text.startswith(f"before\n{BEGIN}\nold\n{END}\n{SERVING}\n\n300 articles")
    assert text.endswith(f"\n\n{END}\nafter\n")
    assert str(kept) not in text


def test_the_same_index_gives_the_same_requests(kept: Path, client: Client) -> None:
    """No address of a page is asked for twice in a round, and all again in the next run."""
    questions = choose_questions(kept / "300" / "cuttings")
    requests = choose_requests(client, questions)
    assert requests == choose_requests(client, questions)
    assert len(set(requests)) == len(requests) > 100


def test_a_page_is_sent_as_a_browser_asks_for_it(client: Client) -> None:
    """Compressed, with scripts and styles that are sent compressed as well."""
    page = client.get("/")
    assert page.encoding == "gzip"
    assert len(page.body) < len(page.content) / 2
    files = linked_files(page.content.decode())
    assert len(set(files)) == len(files)
    assert any("combobox" in address for address in files)
    assert any(".css" in address for address in files)
    for address in files:
        assert client.get(address).content


def test_an_answer_other_than_200_ends_the_benchmark(client: Client) -> None:
    """What is not found, or cannot be read, is not measured but an error."""
    for address in ("/nowhere", "/?page=x", "/article/none"):
        with pytest.raises(RuntimeError, match="40"):
            client.get(address)
