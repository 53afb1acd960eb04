"""A coded table: which articles there are, and what each coder said of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from webui.coding.cells import is_mark, is_missing, number, plain, yes_or_no
from webui.coding.own_columns import ID, TITLE, WEIGHT
from webui.coding.sheet import MOST_CELLS, CodedFileError, Row, Sheet
from webui.coding.variables import CONSENSUS, ONLY_CODER, Variable, coded_columns, find_variables

Blank = Literal["missing", "no"]

_CODER, _VARIABLE, _VALUE = "coder", "variable", "value"


@dataclass(frozen=True, slots=True)
class CodedVariable:
    """What was said of articles in one respect.

    Attributes:
        name: of the variable.
        values: for each coder the text of each article that has one.
        agreed: what the coders agreed on afterwards, where that was written down.
    """

    name: str
    values: Mapping[str, Mapping[str, str]]
    agreed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Coded:
    """A coded table.

    Attributes:
        titles: of each article by its id, in the order of the table.
        variables: those that have any value.
        weights: of how many articles each one stands for; None where all weigh the same.
        empty: the names of the variables without any value.
        has_ids: whether articles go by their ids; if not, by the lines of the table.
    """

    titles: Mapping[str, str]
    variables: tuple[CodedVariable, ...]
    weights: Mapping[str, float] | None
    empty: tuple[str, ...]
    has_ids: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """How a coded table is to be read.

    Attributes:
        coders, groups: as of :func:`~webui.coding.variables.find_variables`.
        missing: texts that mean that there is no value, beside those that always do.
        blank: what a blank cell means where others say yes or no; None: missing, but for
            columns that are only ticked, where it has to be said.
    """

    coders: tuple[str, ...] = ()
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    missing: frozenset[str] = frozenset()
    blank: Blank | None = None


@dataclass(slots=True)
class _Texts:
    """All cells of a variable, blank ones as well."""

    name: str
    by_coder: dict[str, dict[str, str]] = field(default_factory=dict)
    agreed: dict[str, str] = field(default_factory=dict)


def read_coded(sheet: Sheet, reading: Reading) -> Coded:
    """Read what coders said, from one row an article or, with a column ``coder``, from several.

    Raises:
        CodedFileError: it cannot be told whose values are which, or what a blank cell means.
    """
    known = replace(reading, missing=frozenset(map(plain, reading.missing)))
    id_column, title_column = sheet.column(ID), sheet.column(TITLE)
    titles: dict[str, str] = {}
    ids: list[str] = []
    for row in sheet.rows:
        id = f"line {row.line}" if id_column is None else row.cells[id_column]
        if not id:
            raise CodedFileError(f"{sheet.path}, line {row.line}: there is no id.")
        ids.append(id)
        titles.setdefault(id, "" if title_column is None else row.cells[title_column])
    coder_column = sheet.column(_CODER)
    if coder_column is None:
        texts = _wide(sheet, ids, find_variables(sheet, known.coders, known.groups))
    elif id_column is None:
        raise CodedFileError(f"{sheet.path} has a column “coder” and none that is called “id”.")
    else:
        texts = _long(sheet, ids, coder_column)
    # Each article is looked for in what each coder said of each variable.
    columns = sum(len(one.by_coder) for one in texts)
    if columns * len(titles) > MOST_CELLS:
        raise CodedFileError(
            f"{sheet.path} has {len(titles):,} articles and {columns:,} pairs of a coder and a "
            "variable: more than any coded sample."
        )
    variables = [_variable(sheet, one, known) for one in texts]
    return Coded(
        titles,
        tuple(one for one in variables if one.values),
        _weights(sheet, ids),
        tuple(one.name for one in variables if not one.values),
        id_column is not None,
    )


def _wide(sheet: Sheet, ids: Sequence[str], variables: Sequence[Variable]) -> list[_Texts]:
    seen: dict[str, Row] = {}
    for id, row in zip(ids, sheet.rows, strict=True):
        if id in seen:
            raise CodedFileError(
                f"{sheet.path}: {id} stands in line {seen[id].line} and in line {row.line}. "
                "Where each coder has a row, a column “coder” has to say who it is."
            )
        seen[id] = row

    def column(place: int) -> dict[str, str]:
        return {id: row.cells[place] for id, row in seen.items()}

    return [
        _Texts(
            one.name,
            {coder: column(place) for coder, place in one.columns.items()},
            {} if one.agreed is None else column(one.agreed),
        )
        for one in variables
    ]


def _long(sheet: Sheet, ids: Sequence[str], coder_column: int) -> list[_Texts]:
    variable, value = sheet.column(_VARIABLE), sheet.column(_VALUE)
    if variable is not None and value is not None:
        columns = {value}
    else:
        variable = None
        columns = set(coded_columns(sheet)) - {coder_column}
    found: dict[str, _Texts] = {}
    for id, row in zip(ids, sheet.rows, strict=True):
        coder = row.cells[coder_column]
        if not coder:
            raise CodedFileError(f"{sheet.path}, line {row.line}: there is no coder.")
        for place in sorted(columns):
            name = sheet.header[place] if variable is None else row.cells[variable]
            if not name:
                raise CodedFileError(f"{sheet.path}, line {row.line}: there is no variable.")
            texts = found.setdefault(name.casefold(), _Texts(name))
            own = coder.casefold() not in CONSENSUS
            cells = texts.by_coder.setdefault(coder, {}) if own else texts.agreed
            if id in cells:
                raise CodedFileError(
                    f"{sheet.path}, line {row.line}: {coder} has coded {id} twice ({name})."
                )
            cells[id] = row.cells[place]
    return list(found.values())


def _variable(sheet: Sheet, texts: _Texts, reading: Reading) -> CodedVariable:
    def kept(cells: Mapping[str, str]) -> dict[str, str]:
        return {
            id: text
            for id, text in cells.items()
            if not is_missing(text) and plain(text) not in reading.missing
        }

    values = {coder: kept(cells) for coder, cells in texts.by_coder.items()}
    for coder, filled in values.items():
        blank = [id for id, text in texts.by_coder[coder].items() if not text]
        if reading.blank is None and filled and blank and all(map(is_mark, filled.values())):
            whose = f" of {coder}" if coder != ONLY_CODER else ""
            raise CodedFileError(
                f"{sheet.path}: “{texts.name}”{whose} has ticks and blank cells only. Say what "
                "a blank cell means: --blank no, or --blank missing."
            )
    if reading.blank == "no" and all(
        yes_or_no(text) is not None for filled in values.values() for text in filled.values()
    ):
        # Whoever has said nothing at all has not said no.
        values = {
            coder: filled | {id: "no" for id, text in texts.by_coder[coder].items() if not text}
            for coder, filled in values.items()
            if filled
        }
    return CodedVariable(
        texts.name,
        {coder: filled for coder, filled in values.items() if filled},
        kept(texts.agreed),
    )


def _weights(sheet: Sheet, ids: Sequence[str]) -> dict[str, float] | None:
    place = sheet.column(WEIGHT)
    if place is None or not any(row.cells[place] for row in sheet.rows):
        return None
    weights: dict[str, float] = {}
    for id, row in zip(ids, sheet.rows, strict=True):
        weight = number(row.cells[place])
        if weight is None or weight <= 0:
            raise CodedFileError(
                f"{sheet.path}, line {row.line}: the weight “{row.cells[place]}” is no number "
                "above 0."
            )
        if weights.setdefault(id, weight) != weight:
            raise CodedFileError(f"{sheet.path}, line {row.line}: {id} has another weight above.")
    return weights if len(set(weights.values())) > 1 else None
