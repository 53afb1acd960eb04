"""What a coded sample says of a search, and of its coders."""

from __future__ import annotations

from pathlib import Path

import krippendorff
import numpy as np
import pytest

from tests.webui.coding.tables import outcome, rows, sheet
from webui.coding.assessment import Broader, assess
from webui.coding.coded import Reading
from webui.coding.id_list import read_ids
from webui.coding.sheet import CodedFileError
from webui.search.measures.share_interval import wilson

ANNA, BEN, CARLA = "11101.1", "110010.", "10.1011"
THREE = rows("id,relevant_anna,relevant_ben,relevant_carla", ANNA, BEN, CARLA)


def test_precision_is_that_of_the_field(tmp_path: Path) -> None:
    """Of 50 articles 47 are relevant: .940, from .838 to .979."""
    (precision,) = outcome(tmp_path, rows("id,relevant", "1" * 47 + "000")).precision
    assert (precision.count, precision.of) == (47, 50)
    found = (precision.share, precision.low, precision.high)
    assert found == pytest.approx((0.940, 0.838, 0.979), abs=0.0005)


def test_each_coder_and_the_majority_are_told(tmp_path: Path) -> None:
    """Those who coded an article decide; where they are divided, nobody does."""
    found = outcome(tmp_path, THREE).precision
    assert [(one.coder, one.count, one.of, one.undecided, one.not_coded) for one in found] == [
        ("anna", 5, 6, 0, 1),
        ("ben", 3, 6, 0, 1),
        ("carla", 4, 6, 0, 1),
        # a3 and a6: one says yes and one no, and the third nothing.
        ("majority", 4, 5, 2, 0),
    ]


def test_what_was_agreed_on_goes_before(tmp_path: Path) -> None:
    """A final column settles what is undecided, and overrules; where it is blank, votes count."""
    text = rows("id,relevant_anna,relevant_ben,relevant_final", "1100", "1010", ".10.")
    last = outcome(tmp_path, text).precision[-1]
    assert (last.coder, last.count, last.of, last.undecided) == ("agreed", 2, 4, 0)


def test_one_coder_alone_is_enough_for_precision(tmp_path: Path) -> None:
    """A column that names its coder is found as well, and no alpha is told."""
    found = outcome(tmp_path, rows("id,relevant_anna,tone_anna", "1101", "1234"))
    assert [(one.coder, one.count, one.of) for one in found.precision] == [("", 3, 4)]
    assert (found.variables, found.one_coder) == ([], ["relevant_anna", "tone_anna"])


@pytest.mark.parametrize("name", ["relevant", "Relevant", "relevant_anna", "anna"])
def test_relevance_can_be_named(tmp_path: Path, name: str) -> None:
    """By the variable, by the column, or by the coder."""
    found = assess(sheet(tmp_path, THREE), Reading(), relevant=[name])
    assert found.precision[0].count == 5
    assert len(found.precision) == (4 if name.lower() == "relevant" else 1)


def test_several_columns_are_several_coders(tmp_path: Path) -> None:
    """Columns that are named one by one are put together."""
    text = rows("id,good,right", "110", "100")
    found = assess(sheet(tmp_path, text), Reading(), relevant=["good", "right"]).precision
    assert [(one.coder, one.count, one.of) for one in found] == [
        ("good", 2, 3),
        ("right", 1, 3),
        ("majority", 1, 2),
    ]


def test_values_that_mean_relevant_can_be_named(tmp_path: Path) -> None:
    """Where relevance is graded, some values mean it and the others do not."""
    table = sheet(tmp_path, rows("id,relevant", "01232"))
    with pytest.raises(CodedFileError, match=r"“2”, which is neither yes nor no"):
        assess(table, Reading())
    (found,) = assess(table, Reading(), yes=["2", "3"]).precision
    assert (found.count, found.of) == (3, 5)


def test_weights_count(tmp_path: Path) -> None:
    """The estimate is weighted, and the interval that of a smaller sample."""
    table = "id,weight,relevant\na,3,1\nb,1,0\nc,1,0\nd,1,0\n"
    (found,) = outcome(tmp_path, table).precision
    assert (found.count, found.of) == (1, 4)
    assert (found.share, found.effective_size) == (0.5, 3)
    assert (found.low, found.high) == wilson(1.5, 3)


def test_alpha_is_told_for_each_variable(tmp_path: Path) -> None:
    """Variables with two coders or more have an alpha at their level, as the library has it."""
    text = rows("id,tone_a,tone_b,tone_c,topic", "1234.12", "123323.", "12.3412", "abcabca")
    found = assess(sheet(tmp_path, text), Reading(), levels={"Tone": "ordinal"})
    (tone,) = found.variables
    data = np.array([[1, 2, 3, 4, np.nan, 1, 2], [1, 2, 3, 3, 2, 3, np.nan],
                     [1, 2, np.nan, 3, 4, 1, 2]])  # fmt: skip
    assert tone.alpha == pytest.approx(
        krippendorff.alpha(data, level_of_measurement="ordinal")
    )  # fmt: skip
    assert (tone.level, tone.units, tone.missing) == ("ordinal", 7, 3)
    assert tone.coded == {"a": 6, "b": 6, "c": 6}
    assert tone.values == ["1", "2", "3", "4"]
    assert [one.id for one in tone.disagreements] == ["a4", "a5", "a6"]
    assert tone.disagreements[0].values == {"a": "4", "b": "3", "c": "3"}
    assert found.one_coder == ["topic"]


def test_yes_is_yes_in_any_language(tmp_path: Path) -> None:
    """Coders who write yes in their own ways agree; at a higher level it is 1."""
    text = "id,ok_a,ok_b\n1,1,yes\n2,0,Nein\n3,TRUE,no\n"
    for level in ("nominal", "interval"):
        (variable,) = assess(sheet(tmp_path, text), Reading(), level=level).variables
        assert [one.id for one in variable.disagreements] == ["3"]
        assert variable.alpha == pytest.approx(4 / 9)


def test_words_are_no_numbers(tmp_path: Path) -> None:
    """Above the nominal level, a word or a number below 0 on a ratio scale is an error."""
    words = sheet(tmp_path, "id,tone_a,tone_b\n1,good,bad\n")
    with pytest.raises(CodedFileError, match=r"“good”, and ordinal values are numbers"):
        assess(words, Reading(), level="ordinal")
    below = sheet(tmp_path, "id,tone_a,tone_b\n1,-1,1\n")
    with pytest.raises(CodedFileError, match=r"“-1”: ratio values are not below 0"):
        assess(below, Reading(), levels={"tone": "ratio"})
    with pytest.raises(CodedFileError, match=r"No variable is called “tune”; there are: tone"):
        assess(below, Reading(), levels={"tune": "ratio"})


def test_nothing_coded_is_an_error(tmp_path: Path) -> None:
    """A sample as it was exported says nothing, nor does one whose new columns are empty."""
    for text in ("id,title\na,One\n", "id,tone_a,tone_b\na,,\n"):
        with pytest.raises(CodedFileError, match="has no column with codings"):
            outcome(tmp_path, text)


def test_notes_say_how_it_was_read(tmp_path: Path) -> None:
    """Empty columns, missing ids and missing relevance are told."""
    notes = outcome(tmp_path, "tone_a,tone_b,topic\n1,2,\n2,2,\n").notes
    assert len(notes) == 3
    assert notes[0] == "“topic” has no values."


def test_recall_is_relative_to_what_was_coded(tmp_path: Path) -> None:
    """Of the relevant articles of the broader sample, those count that the search finds."""
    broader = sheet(tmp_path, rows("id,relevant_a,relevant_b", "1111001", "11.1010"))
    narrow = sheet(tmp_path, rows("id,relevant", "11"))
    found = assess(
        narrow, Reading(), broader=Broader(broader, {"a1", "a2", "a6", "x"}, {"a4"}, ("Said.",))
    )
    assert found.recall is not None
    # a5 and a7 are undecided, a4 is not in the index.
    assert (found.recall.count, found.recall.of) == (2, 3)
    assert (found.recall.low, found.recall.high) == wilson(2, 3)
    assert (found.recall.coded, found.recall.undecided, found.recall.not_in_index) == (4, 2, 1)
    assert found.notes == ["Said."]


@pytest.mark.parametrize(
    ("text", "said"), [("relevant\n1\n", "no column “id”"), ("id,tone\na,1\n", "what is relevant")]
)
def test_a_broader_sample_has_ids_and_relevance(tmp_path: Path, text: str, said: str) -> None:
    """Without either there is no recall, and that is said."""
    narrow = sheet(tmp_path, rows("id,relevant", "11"))
    with pytest.raises(CodedFileError, match=said):
        assess(narrow, Reading(), broader=Broader(sheet(tmp_path, text), set()))


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("id,title\na/1,One\na/2,Two\n", {"a/1", "a/2"}),
        ("title;id\nOne;a/1\n", {"a/1"}),
        ('{"id": "a/1", "title": "One"}\n\n{"id": "a/2"}\n', {"a/1", "a/2"}),
        ("a/1\na/2\n", {"a/1", "a/2"}),
        ("id\na/1\n", {"a/1"}),
        ("id,title\n", set()),
        ("", set()),
    ],
)
def test_ids_are_read_from_any_export(tmp_path: Path, text: str, ids: set[str]) -> None:
    """CSV, JSON Lines and plain lists say which articles there are."""
    (tmp_path / "found").write_text(text)
    assert read_ids(tmp_path / "found") == ids


@pytest.mark.parametrize("text", ['{\n "query": "x"\n}\n', '{"query": "x"}', "a,b\n1,2\n"])
def test_what_has_no_ids_is_said(tmp_path: Path, text: str) -> None:
    """A manifest or another table is no list of articles."""
    (tmp_path / "found").write_text(text)
    with pytest.raises(CodedFileError, match="found"):
        read_ids(tmp_path / "found")
