"""The files of searches: what they say, and where they cannot be read."""

from __future__ import annotations

import datetime
import os
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.errors import SearchesFolderError
from tests.webui.search.library import generated
from webui.search.standing.plain_yaml import FileTextError
from webui.search.standing.search_file import MAX_BYTES, read_search
from webui.search.standing.searches_folder import read_searches

TODAY = datetime.date(2024, 3, 6)

WHOLE = """---
title: "Security:  and\\n breaches"
query: security OR breach
filters:
  in: [title, excerpt]
  provider: Public One
  from: 2022-01
  curated: 1
frequency: weekly
channel: [newsroom, archive]
---

What the desk follows.
"""


def test_a_file_says_what_an_address_would() -> None:
    """Filters are parameters, read as those of an address are."""
    search = read_search("security", WHOLE.encode(), TODAY)
    assert search.criteria.parameters() == [
        ("q", "security OR breach"),
        ("provider", "Public One"),
        ("from", "2022-01"),
        ("curated", "1"),
        ("in", "title"),
        ("in", "excerpt"),
    ]
    assert (search.title, search.note) == ("Security: and breaches", "What the desk follows.")
    assert (search.frequency, search.channels) == ("weekly", ("newsroom", "archive"))


def test_little_is_enough() -> None:
    """A query alone makes a search, which is called like its file and delivered nowhere."""
    search = read_search("security", b"---\nquery: security\n---", TODAY)
    assert (search.title, search.channels, search.frequency) == ("security", (), "import")


BAD = {
    "": (1, "no front matter"),
    "---\nquery: x\n": (1, "is not closed"),
    "---\n- x\n---\n": (2, "keys with values are wanted"),
    "---\nquery: x\nqery: y\n---\n": (3, "did you mean query?"),
    "---\nquery: x\nquery: y\n---\n": (3, "“query” stands twice"),
    "---\nquery: [x]\n---\n": (2, "query must be a text"),
    "---\nquery: a: b\n---\n": (2, "text with a colon must be in quotes"),
    "---\nquery: x\nfilters:\n  povider: y\n---\n": (4, "did you mean provider?"),
    "---\nquery: x\nfilters:\n  in: [title]\n  from: soon\n---\n": (5, "from"),
    "---\nquery: x\nfilters:\n  since: 4\n---\n": (4, "since cannot be a filter here"),
    "---\nquery: x\nfilters:\n  sample: 4\n---\n": (4, "a sample of what is new"),
    "---\nquery: x\nfilters: [y]\n---\n": (3, "filters must be keys with values"),
    "---\nquery: x\nfilters: {in: [[title]]}\n---\n": (3, "nested more than 3 levels"),
    "---\nquery: x\nfrequency: hourly\n---\n": (3, "one of: import, daily, weekly"),
    "---\nquery: x\nchannel: mailto://me:secret@host\n---\n": (3, "no address"),
    "---\ntitle: x\n---\n": (1, "neither a query nor a filter"),
    "---\nquery: &a x\ntitle: *a\n---\n": (2, "anchors and aliases"),
    "---\nquery: \x01\n---\n": (2, "not YAML"),
    "---\nquery: x\n" + "[" * 5000 + "\n---\n": (3, ""),
}


@pytest.mark.parametrize("text", BAD, ids=range(len(BAD)))
def test_what_cannot_be_read_has_its_line(text: str) -> None:
    """And a reason, which repeats no address."""
    line, reason = BAD[text]
    with pytest.raises(FileTextError) as caught:
        read_search("x", text.encode(), TODAY)
    assert (caught.value.line, reason in caught.value.reason) == (line, True), caught.value
    assert "secret" not in caught.value.reason


def test_an_unknown_filter_is_told_those_that_there_are() -> None:
    """Not those that mean nothing here."""
    with pytest.raises(FileTextError, match="colour") as caught:
        read_search("x", b"---\nquery: x\nfilters:\n  colour: red\n---\n", TODAY)
    known = caught.value.reason.partition("known are ")[2].split(", ")
    assert "provider" in known
    assert not {"q", "since", "as_of", "page", "sample"} & set(known)


@pytest.mark.parametrize("data", [b"---\nquery: \xff\n---\n", b"---\nquery: \0\n---\n"])
def test_bytes_that_are_no_text_have_their_line(data: bytes) -> None:
    """As they have in articles."""
    with pytest.raises(FileTextError, match="line 2"):
        read_search("x", data, TODAY)


def test_a_large_file_is_not_read() -> None:
    """It is no search."""
    with pytest.raises(FileTextError, match="larger than"):
        read_search("x", WHOLE.encode() + b"x" * MAX_BYTES, TODAY)


@generated(100)
@given(text=st.text(alphabet="---\n: []{}&*!|>'\"abq\x00uerytil,#%@`\t"))
def test_any_text_is_a_search_or_says_why_not(text: str) -> None:
    """Nothing else is raised, whatever a stranger writes."""
    with suppress(FileTextError):
        read_search("x", f"---\nquery: x\n{text}\n---\n".encode(), TODAY)


def test_a_folder_is_read_file_by_file(tmp_path: Path) -> None:
    """What cannot be read stops nothing; other files, folders and links out are left alone."""
    folder = tmp_path / "searches"
    folder.mkdir()
    (tmp_path / "secret").write_text("---\nquery: x\n---\n")
    (folder / "good.md").write_text(WHOLE)
    (folder / ".hidden.md").write_text("")
    (folder / "notes.txt").write_text("")
    (folder / "two words.md").write_text(WHOLE)
    (folder / "out.md").symlink_to(tmp_path / "secret")
    (folder / "in.md").symlink_to(folder / "good.md")
    (folder / "folder.md").mkdir()
    (folder / "loop.md").symlink_to("loop.md")
    os.mkfifo(folder / "pipe.md")
    found = read_searches(folder, TODAY)
    assert [search.name for search in found.good] == ["good", "in"]
    assert [each.file for each in found.unreadable] == [
        "folder.md", "loop.md", "out.md", "pipe.md", "two words.md",
    ]  # fmt: skip
    assert "leaves the folder" in str(found.unreadable[2])
    assert found.called("../secret").good == ()


def test_a_folder_that_is_missing_is_said(tmp_path: Path) -> None:
    """With its name."""
    with pytest.raises(SearchesFolderError, match="does not exist"):
        read_searches(tmp_path / "nowhere", TODAY)
