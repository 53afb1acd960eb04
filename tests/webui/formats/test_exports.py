"""Whole results as BibTeX and RIS, read back by the parsers of others."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.library import Library
from bibtexparser.middlewares import LatexDecodingMiddleware
from hypothesis import given
from hypothesis import strategies as st

from tests.webui.formats.test_citations import HOSTILE
from tests.webui.search.library import generated
from webui.formats.bibtex import whole_bibtex
from webui.formats.citation_source import name_of, plain, site_of, url_of
from webui.formats.exports import EXPORT_FORMATS
from webui.formats.file_names import file_name
from webui.formats.record_columns import COLUMN_NAMES
from webui.search.criteria.criteria import Criteria
from webui.search.results.base import Notice, ProviderName, StoryRef
from webui.search.results.whole.exports import Manifest, Record, manifest_of


def _manifest(q: str = "", ids: tuple[str, ...] = (), message: str = "") -> Manifest:
    notices = [Notice(code="some_words", message=message)] if message else []
    return manifest_of(
        Criteria(q=q, today=date(2021, 9, 1)),
        parsed=q,
        ids=ids,
        generation=7,
        time="2021-09-01T12:00:00Z",
        notices=notices,
    )


def _record(id: str = "a", **fields: Any) -> Record:
    given = {
        "title": "A title",
        "excerpt": "",
        "url": "https://e.com/a",
        "provider": ProviderName(name="The Example", domain="example.com"),
        "published": "2021-08-26T23:59:59Z",
        "topics": [],
        "type": None,
        "quality": None,
        "heat": -1,
        "curated": False,
        "image": None,
        "story": StoryRef(id=id, size=1, providers=1, copies=0),
        "copy_of": None,
        "matched": [],
        "added": None,
        "added_generation": None,
        "score": None,
    }
    return Record(id=id, **{**given, **fields})


def _written(name: str, records: list[Record], manifest: Manifest | None = None) -> str:
    return "".join(EXPORT_FORMATS[name].write(iter(records), manifest or _manifest()))


def _read(text: str, *, decoded: bool) -> Library:
    # URLs are verbatim, and no LaTeX.
    layers = [LatexDecodingMiddleware()] if decoded else []
    library = parse_string(text, append_middleware=layers)
    assert library.failed_blocks == []
    return library


RECORDS = st.lists(
    st.builds(
        _record,
        id=st.text(st.characters(codec="utf-8"), min_size=1, max_size=10),
        title=HOSTILE,
        excerpt=HOSTILE,
        url=st.none() | HOSTILE.map("https://e.com/".__add__),
        provider=st.none() | st.builds(ProviderName, name=HOSTILE, domain=HOSTILE),
        published=st.none() | st.dates().map(lambda day: f"{day.isoformat()}T00:00:00Z"),
        topics=st.lists(HOSTILE, max_size=3),
    ),
    max_size=4,
    unique_by=lambda record: record.id,
)


@generated(150)
@given(RECORDS, HOSTILE)
def test_a_parser_finds_each_entry_and_nothing_else(records: list[Record], q: str) -> None:
    """Whatever titles and the query hold; what is verbatim comes back as it was."""
    library = _read(_written("bib", records, _manifest(q, message=q)), decoded=False)
    assert len(library.entries) == len({entry.key for entry in library.entries}) == len(records)
    for record, entry in zip(records, library.entries, strict=True):
        fields = {name: field.value for name, field in entry.fields_dict.items()}
        assert entry.entry_type == "online"
        assert fields.get("url", "").replace("%2D", "-") == url_of(record).replace("%2D", "-")
        assert fields.get("date") == (record.published[:10] if record.published else None)
        assert fields.get("urldate") == ("2021-09-01" if url_of(record) else None)
        assert fields.get("organization") == fields.get("journaltitle")
        assert ("organization" in fields) == bool(site_of(record))


@pytest.mark.parametrize(
    "text",
    [
        "Größe, naïveté & 100% of {all} #1_2 – “quoted” 数据库",
        "a -- b --- c ''d'' ``e`` !! ?! ?`",
        r"back\slash ~tilde $5 {un}{even}",
        "and AND and, others",
        "@comment{x}, @online{y,",
        "x" * 5000,
    ],
)
def test_latex_gives_the_text_back(text: str) -> None:
    """Accents, signs of TeX, what it joins, and very long titles; braces this reader drops."""
    record = _record(title=text, excerpt=text, provider=ProviderName(name=text, domain=""))
    (entry,) = _read(_written("bib", [record]), decoded=True).entries
    for name in ("title", "abstract", "organization"):
        assert re.sub("[{}]", "", entry.fields_dict[name].value) == re.sub("[{}]", "", text)


@generated(100)
@given(HOSTILE, HOSTILE)
def test_the_manifest_stands_before_the_entries_and_can_be_read(q: str, message: str) -> None:
    """As JSON behind percent signs, without an at sign, which some take for an entry."""
    manifest = _manifest(q, ("a",), message)
    head, _, _ = _written("bib", [_record()], manifest).partition("\n\n")
    lines = head.split("\n")
    assert all(line.startswith("% ") for line in lines)
    assert "@" not in head
    assert json.loads("".join(line[2:] for line in lines)) == json.loads(manifest.model_dump_json())


def test_keys_are_of_the_article_and_of_nothing_else() -> None:
    """Not of its place, nor of what else is exported; of many articles no two are the same."""
    day = date(2021, 9, 1)
    keys = {whole_bibtex(_record(str(number)), day).split(",")[0] for number in range(20_000)}
    assert len(keys) == len({key.lower() for key in keys}) == 20_000
    one = _written("bib", [_record("5")]).partition("\n\n")[2]
    assert one in _written("bib", [_record(str(number)) for number in range(10)])


@generated(150)
@given(RECORDS)
def test_ris_comes_back_as_it_was(records: list[Record]) -> None:
    """Title, provider, excerpt, topics, dates and address, each in one line."""
    read = rispy.loads(_written("ris", records))
    assert len(read) == len(records)
    for record, found in zip(records, read, strict=True):
        assert found["type_of_reference"] == "NEWS"
        assert found["title"] == name_of(record)
        assert found.get("secondary_title", "") == plain(site_of(record).replace("*", " "))
        assert found.get("abstract", "") == plain(record.excerpt)
        assert found.get("keywords", []) == [each for each in map(plain, record.topics) if each]
        assert "".join(found.get("urls", [])) == url_of(record)
        day = record.published[:10].replace("-", "/") + "/" if record.published else None
        assert found.get("date") == day


def test_lines_of_json_end_where_they_seem_to() -> None:
    """Separators of lines that are none in JSON are written as numbers, and come back."""
    title = "a\u2028b\u2029c\x85d\ne"
    text = _written("jsonl", [_record(title=title), _record("b")])
    lines = text.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["a", "b"]
    assert json.loads(lines[0])["title"] == title


def test_the_columns_are_those_that_are_documented() -> None:
    """Programs of others go by their names and their order."""
    assert (
        *("id", "title", "excerpt", "url", "provider", "provider_domain", "published", "topics"),
        *("type", "quality", "heat", "curated", "image", "story", "story_size", "copies"),
        *("copy_of", "matched", "added", "added_generation", "score"),
    ) == COLUMN_NAMES


@pytest.mark.parametrize(
    ("q", "name"),
    [
        ("", "cuttings-2021-09-01.csv"),
        ('"ferry strike" OR title:port*', "cuttings-ferry-strike-or-title-port-2021-09-01.csv"),
        ("../../etc/passwd", "cuttings-etc-passwd-2021-09-01.csv"),
        ('a"\r\nSet-Cookie: b', "cuttings-a-set-cookie-b-2021-09-01.csv"),
        ("数据库", "cuttings-数据库-2021-09-01.csv"),
        ("word " * 50, "cuttings-" + "word-" * 8 + "2021-09-01.csv"),
    ],
)
def test_a_file_is_named_after_its_search(q: str, name: str) -> None:
    """By letters, digits and hyphens alone, and not at length."""
    assert file_name(_manifest(q), "csv") == name
