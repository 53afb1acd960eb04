"""Exports that were changed since, or that were never any."""

from __future__ import annotations

from pathlib import Path

import pytest

from webui.formats.rechecking.export_reading import ExportFileError, read_export


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"a":' + "[" * 100_000, "line 1, is no article with an id"),
        ('{"ids_sha256":' * 50_000, "line 1, is no article with an id"),
        ("% {\n% " + "[" * 100_000, "is no manifest"),
        ("title,id\nonly\n", "line 2, has no id"),
    ],
)
def test_what_is_no_export_is_said(tmp_path: Path, text: str, reason: str) -> None:
    """Whatever a file holds, it is an export, or an error says why not."""
    path = tmp_path / "export"
    path.write_bytes(text.encode())
    with pytest.raises(ExportFileError, match=reason):
        read_export(path)


def test_rows_take_no_more_than_they_hold(tmp_path: Path) -> None:
    """Rows of one cell under very many headings are not filled up."""
    path = tmp_path / "export.csv"
    path.write_text("id," + "a," * 100_000 + "\n" + "x\n" * 100_000)
    assert read_export(path).ids == ("x",)


def test_an_odd_heading_is_no_table(tmp_path: Path) -> None:
    """What has no column of ids, as the table is read, is a list of them."""
    path = tmp_path / "export"
    path.write_bytes(b'x"\r,id\n1,2\n')
    assert read_export(path).ids == ('x"', ",id", "1,2")
