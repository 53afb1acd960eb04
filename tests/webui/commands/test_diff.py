"""The command that compares an export with the archive of now."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.support.articles import write_article
from tests.webui.clients import client_of
from tests.webui.serving import sync_into
from tests.webui.test_cli import run

SEARCHES = (
    "q=ferry",
    "q=ferry&last=20y",
    "q=ferry+strike&match=any&in=title&sort=oldest",
    "q=ferry+tomography",
    "q=ferry&provider=Meridian+Wire&not_topic=Food&from=2022&to=2022-12",
    "q=ferry&sample=5&seed=7",
    "q=ferry&sample=6&strata=provider,month&allocation=equal",
    "weeks=2&seed=3&sample=4",
    "weeks=1",
    "date=none&curated=0",
    "min_quality=10&since=0&added_from=2020&curated=1",
    "q=zzzqqq",
    "id=2022/2022-06-03-ferry-strike-halts-passenger-sailings-to-skarrow-islands&id=nothing",
)


def save(client: FlaskClient, folder: Path, name: str, query: str) -> Path:
    """Save an export as a browser would."""
    path = folder / name
    path.write_bytes(client.get(f"/export{path.suffix}?{query}").data)
    return path


@pytest.mark.parametrize("query", SEARCHES)
def test_nothing_differs_while_nothing_changes(
    client: FlaskClient, sample_index: Path, tmp_path: Path, query: str
) -> None:
    """The manifest alone is enough to ask again, samples are drawn as they were."""
    manifest = save(client, tmp_path, "m.json", query)
    total = json.loads(manifest.read_text())["total"]
    said = f"The same {total} article{'' if total == 1 else 's'}. Generation 1 then, 1 now.\n"
    of = ["--manifest", str(manifest), "--index", str(sample_index)]
    for path, more in (
        (manifest, of[2:]),
        (save(client, tmp_path, "m.bib", query), of[2:]),
        (save(client, tmp_path, "m.csv", query), of),
        (save(client, tmp_path, "m.jsonl", query), of),
    ):
        ended = run("diff", str(path), *more)
        assert (ended.stdout, ended.stderr, ended.exit_code) == (said, "", 0), path


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[str], tuple[Path, Path]]:
    """Return a function that exports a search and then changes the archive: file and index."""

    def change(name: str) -> tuple[Path, Path]:
        articles, index = tmp_path / "articles", tmp_path / "index"
        for article in ("kept", "gone", "=other", "line\nbreak "):
            write_article(articles, article, title=f"Ferry {article}")
        sync_into(index, articles)
        client = client_of(index)
        save(client, tmp_path, "m.json", "q=ferry")
        path = save(client, tmp_path, name, "q=ferry")
        (articles / "gone.md").unlink()
        (articles / "line\nbreak .md").unlink()
        write_article(articles, "=other", title="Bridge")
        write_article(articles, "new", title="Ferry")
        sync_into(index, articles)
        return path, index

    return change


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_what_came_and_what_went_is_listed(
    changed: Callable[[str], tuple[Path, Path]], name: str
) -> None:
    """Deleted articles apart from those that are found no more; an id with a break in one line."""
    path, index = changed(name)
    of = ["--manifest", str(path.parent / "m.json"), "--index", str(index)]
    ended = run("diff", str(path), *of)
    assert ended.stdout.splitlines() == [
        "+ new",
        "- gone\tdeleted",
        '- "line\\nbreak "\tdeleted',
        "- =other\tno longer found",
        "1 came, 3 went (2 deleted, 1 no longer found); 1 of 4 are still found. "
        "Generation 1 then, 2 now; since then 1 of the hits came into the archive, and "
        "0 changed.",
    ]
    assert (ended.exit_code, ended.stderr) == (1, "")
    assert json.loads(run("diff", str(path), *of, "--json").stdout) == {
        "same": False,
        "generation_then": 1,
        "generation_now": 2,
        "total_then": 4,
        "total_now": 2,
        "whole": True,
        "came": ["new"],
        "deleted": ["gone", "line\nbreak "],
        "unmatched": ["=other"],
        "came_since": 1,
        "changed_since": 0,
    }


def test_a_manifest_alone_says_that_something_differs(
    changed: Callable[[str], tuple[Path, Path]],
) -> None:
    """And how many came since its generation; which went, it cannot know."""
    path, index = changed("a.bib")
    for each in (path, path.parent / "m.json"):
        ended = run("diff", str(each), "--index", str(index))
        assert ended.stdout == (
            "Other articles than then: 2 instead of 4. A manifest names none. Generation 1 then, "
            "2 now; since then 1 of the hits came into the archive, and 0 changed.\n"
        )
        assert ended.exit_code == 1


def test_a_list_of_ids_is_compared_with_a_query(
    changed: Callable[[str], tuple[Path, Path]],
) -> None:
    """One id a line; without a manifest nothing is known of the state of then."""
    path, index = changed("a.csv")
    ids = path.with_name("ids.txt")
    ids.write_text("kept\nnew\n\nkept\n")
    ended = run("diff", str(ids), "--query", "ferry", "--index", str(index))
    assert (ended.stdout, ended.exit_code) == ("The same 2 articles. Generation 2.\n", 0)


def test_a_file_that_is_not_what_its_manifest_says_is_told(
    client: FlaskClient, sample_index: Path, tmp_path: Path
) -> None:
    """One that broke off, or is of another search: what differs is then no news."""
    manifest = save(client, tmp_path, "m.json", "q=ferry")
    path = save(client, tmp_path, "a.csv", "q=strike")
    of = ["--manifest", str(manifest), "--index", str(sample_index)]
    ended = run("diff", str(path), *of)
    assert ended.stderr == "Note: the file does not hold what its manifest says.\n"
    assert ended.exit_code == 1


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        (None, (), "cannot be read: "),
        (b"\xff\xfe\x00", (), "is no export: it is not UTF-8."),
        (b"TY  - NEWS\r\n", (), "is RIS, which names no ids."),
        (b"id,title\na,b\n", (), "does not say which search it is of"),
        (b"id,title\n,b\n", ("--query", "x"), "line 2, has no id."),
        (b'{"id": "a"}\n{"title": "b"}\n', ("--query", "x"), "line 2, is no article with an id."),
        (b'{"id": "a"}\n{"id": \n', ("--query", "x"), "line 2, is no article with an id."),
        (b'{"ids_sha256": ""}', (), "is no manifest that this version can read."),
        (b"% {\n% 1\n", (), "is no manifest that this version can read."),
        (b"a\n", ("--manifest", "{file}"), "is no manifest, which /export.json gives."),
        (b"a\n", ("--manifest", "{file}", "--query", "x"), "two ways to say the same"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(
    sample_index: Path,
    tmp_path: Path,
    content: bytes | None,
    options: tuple[str, ...],
    message: str,
) -> None:
    """Exit status 2, and nothing on standard output."""
    path = tmp_path / "file"
    if content is not None:
        path.write_bytes(content)
    given = [option.format(file=path) for option in options]
    ended = run("diff", str(path), *given, "--index", str(sample_index))
    assert (ended.stdout, ended.exit_code) == ("", 2)
    assert message in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_an_index_that_was_made_anew_is_told(
    client: FlaskClient, sample_index: Path, tmp_path: Path
) -> None:
    """Its generations begin again, so that nothing is known since."""
    manifest = save(client, tmp_path, "m.json", "q=ferry")
    manifest.write_text(manifest.read_text().replace('"generation":1', '"generation":9'))
    ended = run("diff", str(manifest), "--index", str(sample_index))
    assert ended.stdout.endswith("Generation 9 then, 1 now: the index was made anew.\n")
