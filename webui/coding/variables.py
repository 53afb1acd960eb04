"""Which columns say the same of an article, each by another coder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from webui.coding.own_columns import OWN_COLUMNS
from webui.coding.sheet import CodedFileError, Sheet

CONSENSUS = frozenset({"final", "consensus", "agreed", "gold"})
"""Who is called so is no coder: this is what the coders agreed on afterwards."""
ONLY_CODER = ""
"""The coder of a column that names none."""
UNNAMED = "code"
"""The variable of columns that are called by their coders only."""

_REMARKS = frozenset({
    "note", "notes", "comment", "comments", "remark", "remarks", "bemerkung", "bemerkungen",
    "kommentar", "anmerkung", "remarque", "commentaire",
})  # fmt: skip
_RELEVANCE = re.compile(r"relevan(t|ce|cy|z)\??")
_AFTER_A_SEPARATOR = re.compile(r"(.*[^\s_.])[\s_.]+([^\s_.]+)")


# A longer one is a text, which nobody wrote to name a coder.
_LONGEST_HEADING = 500


@dataclass(frozen=True, slots=True)
class Variable:
    """What coders said of articles in one respect.

    Attributes:
        name: as the headings have it.
        columns: for each coder the place of the column.
        agreed: the place of the column that holds what they agreed on afterwards, if any.
    """

    name: str
    columns: Mapping[str, int]
    agreed: int | None = None


@dataclass(slots=True)
class _Group:
    name: str
    columns: dict[str, int] = field(default_factory=dict)
    agreed: int | None = None

    def add(self, coder: str, place: int) -> None:
        if coder.casefold() in CONSENSUS:
            self.agreed = place
        else:
            self.columns[coder] = place


def coded_columns(sheet: Sheet) -> list[int]:
    """Return the places of the columns that are none of an export's, and no remarks."""
    return [
        place
        for place, head in enumerate(sheet.header)
        if head and head.casefold() not in OWN_COLUMNS and _REMARKS.isdisjoint(words_of(head))
    ]


def find_variables(
    sheet: Sheet, coders: Sequence[str] = (), groups: Iterable[tuple[str, Sequence[str]]] = ()
) -> list[Variable]:
    """Return the variables of a table with one row an article, in the order of its columns.

    ``relevant_anna``, ``relevant.anna``, ``relevant anna`` and ``relevant (anna)`` are the
    variable ``relevant`` as ``anna`` coded it, if there is another column that begins so.

    Args:
        sheet: the table.
        coders: what they are called in the headings, before or after the variable; if given,
            nothing is guessed.
        groups: names of variables, each with the headings of its columns.

    Raises:
        CodedFileError: a column that is named is not there, or the headings can be read in
            two ways.
    """
    columns = coded_columns(sheet)
    named = [_named(sheet, name, headings) for name, headings in groups]
    taken = {place for variable in named for place in variable.columns.values()}
    columns = [place for place in columns if place not in taken]
    if coders:
        found = _by_coders(sheet, columns, coders)
    elif named:
        found = []
    else:
        found = _guessed(sheet, columns)
    return [*named, *found]


def is_relevance(word: str) -> bool:
    """Whether a word of a heading says that this is about which articles are relevant."""
    return _RELEVANCE.fullmatch(word.casefold()) is not None


def words_of(heading: str) -> list[str]:
    """Return the words of a heading, in lower case."""
    return [word for word in re.split(r"[\s_.()\[\]-]+", heading.casefold()) if word]


def _named(sheet: Sheet, name: str, headings: Sequence[str]) -> Variable:
    columns = {}
    for heading in headings:
        place = sheet.column(heading)
        if place is None:
            there = ", ".join(sheet.header[one] for one in coded_columns(sheet)) or "none"
            raise CodedFileError(
                f"{sheet.path} has no column “{heading}”; of coders it has: {there}."
            )
        columns[sheet.header[place]] = place
    return Variable(name, columns)


def _by_coders(sheet: Sheet, columns: Iterable[int], coders: Sequence[str]) -> list[Variable]:
    names = {coder.casefold(): coder for coder in coders}
    either = "|".join(map(re.escape, sorted([*names, *CONSENSUS], key=len, reverse=True)))
    patterns = [
        re.compile(rf"(?P<name>.+?)[\s_.(\[-]+(?P<coder>{either})[)\]]?"),
        re.compile(rf"(?P<coder>{either})[\s_.-]+(?P<name>.+)"),
        re.compile(rf"(?P<name>)(?P<coder>{either})"),
    ]
    groups: dict[str, _Group] = {}
    seen = set()
    for place in columns:
        head = sheet.header[place]
        if len(head) > _LONGEST_HEADING:
            continue
        matches = (pattern.fullmatch(head.casefold()) for pattern in patterns)
        found = next((match for match in matches if match), None)
        if found is None:
            continue
        coder = names.get(found["coder"], found["coder"])
        name = head[slice(*found.span("name"))] or UNNAMED
        groups.setdefault(name.casefold(), _Group(name)).add(coder, place)
        seen.add(coder)
    for coder in coders:
        if coder not in seen:
            raise CodedFileError(f"No column of {sheet.path} is by the coder “{coder}”.")
    return [Variable(one.name, one.columns, one.agreed) for one in groups.values() if one.columns]


def _divided(head: str) -> tuple[str, str]:
    """Return the variable of a heading and its coder, who may be nobody."""
    if head.endswith((")", "]")):
        inside = head[:-1]
        end = len(inside)
        while (end := max(inside.rfind("(", 0, end), inside.rfind("[", 0, end))) > 0:
            name, coder = inside[:end].rstrip(), inside[end + 1 :].strip()
            if name and coder:
                return name, coder
    parts = _AFTER_A_SEPARATOR.fullmatch(head)
    return (parts[1], parts[2]) if parts else (head, ONLY_CODER)


def _guessed(sheet: Sheet, columns: Iterable[int]) -> list[Variable]:
    groups: dict[str, list[tuple[int, str, str]]] = {}
    for place in columns:
        head = sheet.header[place]
        name, coder = _divided(head) if len(head) <= _LONGEST_HEADING else (head, ONLY_CODER)
        groups.setdefault(name.casefold(), []).append((place, name, coder))
    relevances = [
        place for group in groups.values() for place, _, coder in group if is_relevance(coder)
    ]
    if len(relevances) > 1 or any(
        len(group) > 1 and is_relevance(coder) for group in groups.values() for _, _, coder in group
    ):
        raise CodedFileError(
            f"“{sheet.header[relevances[0]]}” of {sheet.path} seems to begin with a coder: "
            "name the coders, as in --coders anna,ben."
        )
    found = []
    for group in groups.values():
        if sum(coder.casefold() not in CONSENSUS for _, _, coder in group) and len(group) > 1:
            one = _Group(group[0][1])
            for place, _, coder in group:
                one.add(coder or sheet.header[place], place)
            found.append(Variable(one.name, one.columns, one.agreed))
        else:
            found += [Variable(sheet.header[place], {ONLY_CODER: place}) for place, _, _ in group]
    return found
