"""The folder → its article files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from indexer.contract.errors import ArticlesFolderError
from indexer.scanning.scan import scan
from tests.support.articles import write_file
from tests.support.folders import close_folder


def paths(folder: Path) -> list[str]:
    """Return the paths that a scan finds."""
    return sorted(file.path for file in scan(folder).files)


@pytest.fixture(autouse=True, params=["by handle", "by path"])
def listing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read folders as systems do where there are handles of folders, and where there are none."""
    if request.param == "by path":
        monkeypatch.setattr(os, "supports_fd", set())


def test_finds_articles_at_every_depth(folder: Path) -> None:
    """Files of both suffixes are found, whatever folder they lie in."""
    for name in ("b.md", "a.markdown", "deep/er/c.md", "deep/a.md"):
        write_file(folder / name, "x")
    assert paths(folder) == ["a.markdown", "b.md", "deep/a.md", "deep/er/c.md"]


def test_ids_are_paths_without_md(folder: Path) -> None:
    """An id is the path below the folder without ``.md``; ``.markdown`` stays."""
    for name in ("news/a.md", "b.markdown"):
        write_file(folder / name, "x")
    assert {file.id for file in scan(folder).files} == {"b.markdown", "news/a"}


def test_ignores_hidden_names_and_other_files(folder: Path) -> None:
    """Hidden files, files in hidden folders and files of other kinds are no articles."""
    for name in (".a.md", ".git/a.md", "x/.b/c.md", "a.txt", "a.MD", "md", "a.md.bak", ".md"):
        write_file(folder / name, "x")
    assert paths(folder) == []


def test_ignores_what_is_no_regular_file(folder: Path) -> None:
    """A pipe and a folder whose names end in ``.md`` are not listed as articles."""
    os.mkfifo(folder / "pipe.md")
    write_file(folder / "folder.md" / "a.md", "x")
    assert paths(folder) == ["folder.md/a.md"]


def test_follows_links_that_stay_inside(folder: Path) -> None:
    """Links to files and folders within the folder are followed."""
    write_file(folder / "a.md", "x")
    write_file(folder / ".store" / "b.md", "x")
    (folder / "link.md").symlink_to(folder / "a.md")
    (folder / "stored").symlink_to(folder / ".store")
    assert paths(folder) == ["a.md", "link.md", "stored/b.md"]


def test_does_not_follow_links_that_leave(folder: Path, tmp_path: Path) -> None:
    """Links to files and folders outside, and broken ones, are ignored."""
    write_file(tmp_path / "secret" / "a.md", "x")
    (folder / "link.md").symlink_to(tmp_path / "secret" / "a.md")
    (folder / "linked").symlink_to(tmp_path / "secret")
    (folder / "broken.md").symlink_to(folder / "nothing.md")
    assert paths(folder) == []


def test_walks_each_folder_once(folder: Path) -> None:
    """Circles of links, and links to folders that are walked anyway, end and add nothing."""
    write_file(folder / "a" / "b.md", "x")
    (folder / "a" / "up").symlink_to(folder)
    (folder / "again").symlink_to(folder / "a")
    (folder / "self.md").symlink_to(folder / "self.md")
    assert paths(folder) == ["a/b.md"]


def test_the_folder_itself_may_be_a_link(folder: Path, tmp_path: Path) -> None:
    """Articles are found below a folder that is reached through a link."""
    write_file(folder / "a.md", "x")
    (tmp_path / "link").symlink_to(folder)
    assert paths(tmp_path / "link") == ["a.md"]


def test_names_that_are_not_utf8_are_reported(folder: Path) -> None:
    """A name that is not UTF-8 cannot be an id; it is reported in a printable form."""
    (Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.md"))).write_text("x")
    found = scan(folder)
    assert list(found.files) == []
    assert [(name.path, name.reason) for name in found.bad_names] == [
        (r"caf\xe9.md", "the name is not UTF-8")
    ]


def test_overlong_paths_are_reported(folder: Path) -> None:
    """A path that is too long for an id is reported."""
    name = "/".join(["d" * 200] * 6) + "/a.md"
    write_file(folder / name, "x")
    assert [bad.path for bad in scan(folder).bad_names] == [name]


def test_a_second_file_of_the_same_id_is_reported(folder: Path) -> None:
    """``a.markdown`` and ``a.markdown.md`` have one id: the second is reported."""
    write_file(folder / "a.markdown", "x")
    write_file(folder / "a.markdown.md", "x")
    found = scan(folder)
    assert [file.path for file in found.files] == ["a.markdown"]
    assert [bad.path for bad in found.bad_names] == ["a.markdown.md"]


def test_a_file_comes_before_a_link_of_the_same_id(folder: Path) -> None:
    """Links come last: the file is the article, whatever the order of the names."""
    write_file(folder / "a.markdown.md", "x")
    (folder / "a.markdown").symlink_to(folder / "a.markdown.md")
    assert paths(folder) == ["a.markdown.md"]
    assert [bad.path for bad in scan(folder).bad_names] == ["a.markdown"]


def test_a_walk_keeps_no_folder_open(folder: Path) -> None:
    """However many folders there are, few files are open."""
    for number in range(100):
        write_file(folder / f"{number}" / "a.md", "x")
    handles = Path("/proc/self/fd")
    if not handles.is_dir():
        pytest.skip("this system does not tell")
    before = len(list(handles.iterdir()))
    assert len(paths(folder)) == 100
    assert len(list(handles.iterdir())) == before


def test_a_closed_folder_is_reported_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A link that leads there too is no second one."""
    write_file(folder / "closed" / "a.md", "x")
    (folder / "alias").symlink_to(folder / "closed")
    close_folder(monkeypatch, "closed")
    assert [name.path for name in scan(folder).unreadable] == ["closed"]


def test_folders_that_cannot_be_listed_are_reported(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sub-folder that cannot be listed is named, and the others are still walked."""
    write_file(folder / "closed" / "a.md", "x")
    write_file(folder / "open" / "b.md", "x")
    close_folder(monkeypatch, "closed")
    found = scan(folder)
    assert [file.path for file in found.files] == ["open/b.md"]
    assert found.unreadable[0].path == "closed"
    assert "Permission denied" in found.unreadable[0].reason


@pytest.mark.parametrize("name", ["missing", "file", "circle"])
def test_a_folder_that_is_none_is_an_error(tmp_path: Path, name: str) -> None:
    """A missing folder, a file and a circle of links are errors that name the path."""
    (tmp_path / "file").write_text("x")
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    with pytest.raises(ArticlesFolderError, match=name):
        scan(tmp_path / name)


def test_a_path_that_is_too_long_stops_nothing(folder: Path) -> None:
    """A folder whose files cannot be looked at is reported, and the rest is found."""
    write_file(folder / "a.md", "x")
    (folder / "deep").mkdir()
    here = os.open(folder / "deep", os.O_RDONLY)
    for _ in range(20):
        os.mkdir("n" * 250, dir_fd=here)
        below = os.open("n" * 250, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(os.open("b.md", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    os.close(here)
    found = scan(folder)
    assert [file.path for file in found.files] == ["a.md"]
    assert [name.path.startswith("deep/nnn") for name in found.unreadable] == [True]
