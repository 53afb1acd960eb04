"""Tables as spreadsheets write them."""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.webui.coding.tables import sheet
from webui.coding.sheet import CodedFileError, read_sheet

PLAIN = "id,title,tone\r\na/1,Ærø “ferry”,1\r\na/2,Two,2\r\n"
EXPECTED = [("a/1", "Ærø “ferry”", "1"), ("a/2", "Two", "2")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_encoding_separator_and_line_end_is_read(
    tmp_path: Path, encoding: str, separator: str, end: str
) -> None:
    """What Excel and LibreOffice write is the same table."""
    found = sheet(tmp_path, PLAIN.replace(",", separator).replace("\r\n", end), encoding)
    assert found.header == ("id", "title", "tone")
    assert [row.cells for row in found.rows] == EXPECTED
    assert [row.line for row in found.rows] == [2, 3]


def test_utf_16_of_the_other_order_is_read(tmp_path: Path) -> None:
    """A byte order mark says which order the bytes have."""
    path = tmp_path / "coded.csv"
    path.write_bytes(codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be"))
    assert [row.cells for row in read_sheet(path).rows] == EXPECTED


def test_blank_rows_and_columns_are_left_out(tmp_path: Path) -> None:
    """Rows with nothing in them do not count, nor do empty cells beyond the headings."""
    found = sheet(tmp_path, "sep=;\n;;;\nid;tone;;\na;1;;\n;;;\n\nb;2;;;;\n;;\n")
    assert found.header == ("id", "tone")
    assert [row.cells for row in found.rows] == [("a", "1"), ("b", "2")]
    assert [row.line for row in found.rows] == [4, 7]


def test_excel_may_say_what_the_separator_is(tmp_path: Path) -> None:
    """The line sep= goes before what the headings look like."""
    found = sheet(tmp_path, "sep=\t\nid\ta,b,c\n1\t2\n")
    assert found.header == ("id", "a,b,c")


def test_cells_may_have_lines_and_short_rows_are_filled(tmp_path: Path) -> None:
    """A line end within quotes is text, and what is missing at the end of a row is blank."""
    found = sheet(tmp_path, 'id,excerpt,tone\na,"one\ntwo",1\nb\n')
    assert [row.cells for row in found.rows] == [("a", "one\ntwo", "1"), ("b", "", "")]
    assert [row.line for row in found.rows] == [2, 4]


def test_the_quote_that_keeps_a_text_from_being_run_is_taken_off(tmp_path: Path) -> None:
    """What an export made harmless is again what it was; other quotes stay."""
    found = sheet(tmp_path, "id,title\n'=a,'t was\n'-b,x\n")
    assert [row.cells for row in found.rows] == [("=a", "'t was"), ("-b", "x")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "has no rows"),
        (b"\n\n,,\n", "has no rows"),
        (b'\x0b\n""\n', "has no rows"),
        (b"id,tone\n", "has headings and no rows"),
        (b"id,tone,Tone\na,1,2\n", "two columns “tone”"),
        (b"id,tone\na,1,2\n", "line 2: there are more cells than headings"),
        (b"PK\x03\x04rest", "is a workbook: save it as CSV"),
        (b"\x00\x01\x00\x00\x00", "is no text"),
        (b"id,tone\na,\0\n", "is no text"),
        (b'id,tone\na,"' + b"x" * 200_000, "this is no CSV"),
    ],
)
def test_what_is_no_table_is_said(tmp_path: Path, content: bytes, said: str) -> None:
    """The message names the file and what is wrong."""
    path = tmp_path / "coded.csv"
    path.write_bytes(content)
    with pytest.raises(CodedFileError, match=r"coded\.csv") as caught:
        read_sheet(path)
    assert said in str(caught.value)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    """Neither a missing file nor a folder is a crash."""
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(CodedFileError, match="Cannot read"):
            read_sheet(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=80))
def test_no_bytes_are_a_crash(tmp_path: Path, content: bytes) -> None:
    """Any file is a table or an error that says why not."""
    path = tmp_path / "coded.csv"
    path.write_bytes(content)
    try:
        found = read_sheet(path)
    except CodedFileError:
        return
    assert all(len(row.cells) == len(found.header) for row in found.rows)


words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=8)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cells=st.lists(st.tuples(words, words, words), min_size=1, max_size=5),
    separator=st.sampled_from([",", ";", "\t"]),
)
def test_what_a_spreadsheet_writes_comes_back(
    tmp_path: Path, cells: list[tuple[str, str, str]], separator: str
) -> None:
    """Whatever stands in the cells, they are read as they were written."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows([("id", "title", "tone"), *cells])
    found = sheet(tmp_path, text.getvalue())
    assert [row.cells for row in found.rows] == [
        tuple(cell[1:] if cell[:1] == "'" and cell[1:2] in "=+-@＝＋－＠" and cell[1:] else cell
              for cell in row)
        for row in cells
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        ",".join(f"c{number}" for number in range(1_001)) + "\nx\n",
        ",".join(f"c{number}" for number in range(1_000)) + "\n" + "x\n" * 10_001,
    ],
)
def test_a_table_of_more_cells_than_any_sample_is_refused(tmp_path: Path, text: str) -> None:
    """Few bytes of headings and of rows would make very many cells."""
    with pytest.raises(CodedFileError, match="more than any coded sample"):
        sheet(tmp_path, text)
