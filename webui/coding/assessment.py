"""A coded sample → all that it says."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from webui.coding.alphas import reliability
from webui.coding.coded import Coded, Reading, read_coded
from webui.coding.outcome import Outcome, Recall
from webui.coding.relevance import find_relevance, precision, recall, verdicts
from webui.coding.sheet import CodedFileError, Sheet
from webui.search.measures.agreement import Level


@dataclass(frozen=True, slots=True)
class Broader:
    """The coded sample of a broader search, with what the search in question finds of it.

    Attributes:
        found: ids that it finds, of the sample at least.
        not_in_index: ids of which that cannot be said.
        notes: sentences on how it was found out.
    """

    sheet: Sheet
    found: Collection[str]
    not_in_index: Collection[str] = ()
    notes: tuple[str, ...] = ()


def assess(
    sheet: Sheet,
    reading: Reading,
    *,
    relevant: Sequence[str] = (),
    yes: Collection[str] = (),
    level: Level = "nominal",
    levels: Mapping[str, Level] | None = None,
    broader: Broader | None = None,
) -> Outcome:
    """Return the precision and the recall of a search, and how far coders agree.

    Args:
        sheet: the coded sample of the search.
        reading: how it is to be read, and the broader one, too.
        relevant, yes: as of :func:`~webui.coding.relevance.find_relevance` and
            :func:`~webui.coding.relevance.verdicts`.
        level: of measurement, of all variables but those in ``levels``.
        levels: of single variables, by their names.
        broader: for recall.

    Raises:
        CodedFileError: a table does not say what is asked.
    """
    coded = read_coded(sheet, reading)
    if not coded.variables:
        raise CodedFileError(
            f"{sheet.path} has no column with codings: "
            "nothing beside the columns of an export has a value."
        )
    measured = _levels(coded, level, levels or {})
    relevance = find_relevance(coded, relevant)
    precisions = []
    if relevance is not None:
        precisions = [precision(one, coded) for one in verdicts(relevance, yes)]
    several = [one for one in coded.variables if len(one.values) > 1]
    return Outcome(
        articles=len(coded.titles),
        weighted=coded.weights is not None,
        precision=precisions,
        recall=None if broader is None else _recall(broader, reading, relevant, yes),
        variables=[reliability(one, coded.titles, measured[one.name]) for one in several],
        one_coder=[one.name for one in coded.variables if len(one.values) == 1],
        notes=[*_notes(coded, relevance is None), *(broader.notes if broader else ())],
    )


def _recall(
    broader: Broader, reading: Reading, relevant: Sequence[str], yes: Collection[str]
) -> Recall:
    coded = read_coded(broader.sheet, reading)
    if not coded.has_ids:
        raise CodedFileError(f"{broader.sheet.path} has no column “id”, by which articles go.")
    relevance = find_relevance(coded, relevant)
    if relevance is None:
        raise CodedFileError(
            f"No column of {broader.sheet.path} says what is relevant: "
            "name it with --relevant."
        )  # fmt: skip
    return recall(verdicts(relevance, yes)[-1], coded, broader.found, broader.not_in_index)


def _levels(coded: Coded, level: Level, levels: Mapping[str, Level]) -> dict[str, Level]:
    names = {one.name.casefold(): one.name for one in coded.variables}
    for name in levels:
        if name.casefold() not in names:
            raise CodedFileError(
                f"No variable is called “{name}”; there are: {', '.join(names.values())}."
            )
    given = {name.casefold(): one for name, one in levels.items()}
    return {name: given.get(folded, level) for folded, name in names.items()}


def _notes(coded: Coded, nothing_relevant: bool) -> list[str]:
    notes = [f"“{name}” has no values." for name in coded.empty]
    if nothing_relevant:
        notes.append("No column says what is relevant; --relevant names one.")
    if not coded.has_ids:
        notes.append("There is no column “id”: articles go by their lines.")
    return notes
