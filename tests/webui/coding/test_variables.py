"""Which columns belong together."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.webui.coding.tables import sheet
from webui.coding.own_columns import OWN_COLUMNS
from webui.coding.sheet import CodedFileError
from webui.coding.variables import find_variables
from webui.formats.record_columns import COLUMNS, SAMPLE_COLUMNS


def found(
    folder: Path, *headings: str, coders: tuple[str, ...] = ()
) -> dict[str, tuple[list[str], bool]]:
    """Return the coders of each variable, and whether there is what they agreed on."""
    table = sheet(folder, ";".join(("id", *headings)) + "\na\n")
    return {
        one.name: ([*one.columns], one.agreed is not None)
        for one in find_variables(table, coders)
    }  # fmt: skip


@pytest.mark.parametrize("form", ["{}_{}", "{}.{}", "{} {}", "{} ({})", "{} [{}]"])
def test_a_heading_names_variable_and_coder(tmp_path: Path, form: str) -> None:
    """However they are written together, the last word is the coder."""
    headings = [form.format(name, who) for name in ("is_relevant", "tone") for who in ("A", "b")]
    assert found(tmp_path, *headings) == {
        "is_relevant": (["A", "b"], False),
        "tone": (["A", "b"], False),
    }


def test_columns_of_an_export_and_notes_are_no_codings(tmp_path: Path) -> None:
    """Whatever an export has, in any case, is no variable, nor is what coders remark."""
    exported = {column.name for column in (*COLUMNS, *SAMPLE_COLUMNS)}
    assert exported == set(OWN_COLUMNS)
    own = [name.title() for name in OWN_COLUMNS if name != "id"]
    assert found(tmp_path, *own, "Bemerkung", "comment_anna", "comment_ben", "tone") == {
        "tone": ([""], False)
    }


def test_what_was_agreed_on_is_no_coder(tmp_path: Path) -> None:
    """A column that ends on final belongs to the variable and to nobody."""
    headings = ("relevant_anna", "relevant_ben", "relevant_final")
    assert found(tmp_path, *headings) == {"relevant": (["anna", "ben"], True)}
    assert found(tmp_path, *headings, coders=("ben", "anna")) == {
        "relevant": (["anna", "ben"], True)
    }
    assert found(tmp_path, "tone_final") == {"tone_final": ([""], False)}


@pytest.mark.parametrize(
    "headings", [("anna_relevant", "anna_tone"), ("anna_relevant", "ben_relevant")]
)
def test_headings_that_begin_with_the_coder_are_not_guessed(
    tmp_path: Path, headings: tuple[str, ...]
) -> None:
    """It is asked who the coders are, and then they are found at the beginning."""
    with pytest.raises(CodedFileError, match=r"seems to begin with a coder.*--coders"):
        found(tmp_path, *headings)
    assert found(tmp_path, "anna_relevant", "ben_relevant", "other", coders=("anna", "ben")) == {
        "relevant": (["anna", "ben"], False)
    }


def test_columns_may_be_called_by_their_coders(tmp_path: Path) -> None:
    """Headings that are the coders' names are one variable."""
    assert found(tmp_path, "Anna", "Ben", coders=("anna", "ben")) == {
        "code": (["anna", "ben"], False)
    }


def test_a_coder_who_is_not_there_is_named(tmp_path: Path) -> None:
    """A slip in a name is no missing coder."""
    with pytest.raises(CodedFileError, match="coder “bne”"):
        found(tmp_path, "tone_anna", "tone_ben", coders=("anna", "bne"))


def test_columns_can_be_named(tmp_path: Path) -> None:
    """Whatever the headings are, a variable may be given its columns."""
    table = sheet(tmp_path, "id,first,second\na,1,2\n")
    (variable,) = find_variables(table, groups=[("tone", ("First", "second"))])
    assert (variable.name, dict(variable.columns)) == ("tone", {"first": 1, "second": 2})
    with pytest.raises(CodedFileError, match="no column “third”; of coders it has: first, second"):
        find_variables(table, groups=[("tone", ("third",))])


@pytest.mark.parametrize("heading", ["(" * 120_000 + ")", "_" * 120_000, "a( " * 40_000 + ")"])
def test_a_heading_that_is_a_long_text_names_no_coder(tmp_path: Path, heading: str) -> None:
    """Survey tools take a whole question as heading; looking for a coder in it would take hours."""
    assert found(tmp_path, heading) == {heading.strip(): ([""], False)}
    with pytest.raises(CodedFileError, match="by the coder “ann”"):
        found(tmp_path, heading, coders=("ann",))


@pytest.mark.parametrize(
    ("form", "name"),
    [("tone (a) ({})", "tone (a)"), ("tone () [ {} ]", "tone ()"), ("tone [a ({}))", "tone [a")],
)
def test_the_last_brackets_with_something_in_them_name_the_coder(
    tmp_path: Path, form: str, name: str
) -> None:
    """Whatever else stands in brackets belongs to the variable."""
    ((variable, (coders, _)),) = found(tmp_path, form.format("ann"), form.format("ben")).items()
    assert variable == name
    assert [coder.strip(")") for coder in coders] == ["ann", "ben"]
