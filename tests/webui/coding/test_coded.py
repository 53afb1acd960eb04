"""What coders said, from either form of a table."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.webui.coding.tables import coded, rows
from webui.coding.coded import Reading
from webui.coding.sheet import CodedFileError

WIDE = "id,title,tone_anna,tone_ben,topic\na,One,1,NA,x\nb,Two,2,3,\n"


def test_one_row_an_article(tmp_path: Path) -> None:
    """Values are those of the columns; what is missing is left out."""
    found = coded(tmp_path, WIDE, Reading(blank="missing"))
    assert found.titles == {"a": "One", "b": "Two"}
    tone, topic = found.variables
    assert tone.values == {"anna": {"a": "1", "b": "2"}, "ben": {"b": "3"}}
    assert topic.values == {"": {"a": "x"}}


@pytest.mark.parametrize(
    "text",
    [
        "id,coder,tone\na,anna,1\nb,anna,2\na,ben,NA\nb,ben,3\n",
        "id,coder,variable,value\na,anna,tone,1\nb,anna,tone,2\nb,ben,tone,3\n",
    ],
)
def test_a_row_for_each_coder(tmp_path: Path, text: str) -> None:
    """The long forms say the same as the wide one."""
    (tone,) = coded(tmp_path, text).variables
    assert tone.values == {"anna": {"a": "1", "b": "2"}, "ben": {"b": "3"}}


def test_final_is_no_coder_in_the_long_form_either(tmp_path: Path) -> None:
    """What was agreed on has rows of its own."""
    (tone,) = coded(tmp_path, "id,coder,tone\na,anna,1\na,final,2\n").variables
    assert (tone.values, tone.agreed) == ({"anna": {"a": "1"}}, {"a": "2"})


def test_other_values_may_mean_missing(tmp_path: Path) -> None:
    """A code for what is missing is named once, however it is written."""
    (tone,) = coded(tmp_path, "id,tone\na,99\nb,99.0\nc,1\n", Reading(missing=frozenset({"99"}))
    ).variables  # fmt: skip
    assert tone.values == {"": {"c": "1"}}


def test_ticks_and_blanks_have_to_be_explained(tmp_path: Path) -> None:
    """Where a column has ticks only, it is asked what blank means; then it means that."""
    text = rows("id,relevant_anna,relevant_ben", "xx.", "x.x")
    with pytest.raises(CodedFileError, match=r"“relevant” of anna has ticks .*--blank no"):
        coded(tmp_path, text)
    (no,) = coded(tmp_path, text, Reading(blank="no")).variables
    assert no.values["anna"] == {"a1": "x", "a2": "x", "a3": "no"}
    (missing,) = coded(tmp_path, text, Reading(blank="missing")).variables
    assert missing.values["anna"] == {"a1": "x", "a2": "x"}


def test_blank_means_no_only_where_yes_or_no_is_asked(tmp_path: Path) -> None:
    """A tone that is not coded is missing, even so, and whoever coded nothing said nothing."""
    text = "id,tone,relevant_a,relevant_b\na,2,1,\nb,,,\n"
    tone, relevant = coded(tmp_path, text, Reading(blank="no")).variables
    assert tone.values == {"": {"a": "2"}}
    assert relevant.values == {"a": {"a": "1", "b": "no"}}


def test_equal_weights_are_none(tmp_path: Path) -> None:
    """Weights count where they differ."""
    assert coded(tmp_path, "id,weight,tone\na,2,1\nb,2.0,1\n").weights is None
    assert coded(tmp_path, "id,weight,tone\na,,1\nb,,1\n").weights is None
    found = coded(tmp_path, "id;weight;tone\na;2,5;1\nb;1;1\n")
    assert found.weights == {"a": 2.5, "b": 1}


def test_without_ids_articles_go_by_their_lines(tmp_path: Path) -> None:
    """A table of another program need not have ids."""
    found = coded(tmp_path, "tone_a,tone_b\n1,1\n\n2,1\n")
    assert (list(found.titles), found.has_ids) == (["line 2", "line 4"], False)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,tone\na,1\n,2\n", "line 3: there is no id"),
        ("id,tone\na,1\nb,2\na,3\n", "a stands in line 2 and in line 4"),
        ("coder,tone\nanna,1\n", "none that is called “id”"),
        ("id,coder,tone\na,,1\n", "line 2: there is no coder"),
        ("id,coder,tone\na,b,1\na,b,2\n", "line 3: b has coded a twice (tone)"),
        ("id,coder,variable,value\na,b,,2\n", "line 2: there is no variable"),
        ("id,weight,tone\na,1,1\nb,0,1\n", "line 3: the weight “0”"),
        ("id,weight,tone\na,1,1\nb,,1\n", "line 3: the weight “”"),
        ("id,weight,coder,tone\na,1,x,1\na,2,y,1\n", "line 3: a has another weight"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    """Nothing is guessed where a table is inconsistent."""
    with pytest.raises(CodedFileError) as caught:
        coded(tmp_path, text)
    assert said in str(caught.value)
