"""How good a search string is: its precision, and its recall relative to a broader one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from webui.coding.cells import plain, yes_or_no
from webui.coding.coded import Coded, CodedVariable
from webui.coding.outcome import Precision, Recall, Share
from webui.coding.sheet import CodedFileError
from webui.coding.variables import CONSENSUS, ONLY_CODER, is_relevance, words_of
from webui.search.measures.effective_sample import weighted_share
from webui.search.measures.share_interval import wilson

MAJORITY, AGREED = "majority", "agreed"


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Which articles are relevant.

    Attributes:
        coder: who says so.
        relevant: of each article of which it is known.
        undecided: how many the coders are divided on.
    """

    coder: str
    relevant: Mapping[str, bool]
    undecided: int = 0


def find_relevance(coded: Coded, names: Sequence[str]) -> CodedVariable | None:
    """Return the variable that says what is relevant; None where none is named, and none is there.

    Args:
        coded: the table.
        names: of a variable or of one coder's part of it, as in ``relevant_anna``; those of
            several are taken for several coders. Empty: the variable that is called
            ``relevant`` or ``relevance``.

    Raises:
        CodedFileError: there is no variable of a name.
    """
    if not names:
        found = [one for one in coded.variables if is_relevance(one.name)]
        # A single coder's column may name the coder: relevant_anna; or it is is_relevant.
        found += [one for one in coded.variables if any(map(is_relevance, words_of(one.name)))]
        return found[0] if found else None
    values: dict[str, Mapping[str, str]] = {}
    agreed: dict[str, str] = {}
    for name in names:
        one = _called(coded, name)
        agreed |= one.agreed
        for coder, filled in one.values.items():
            values[coder if coder not in ("", *values) else name] = filled
    return CodedVariable(names[0], values, agreed)


def verdicts(variable: CodedVariable, yes: Collection[str] = ()) -> list[Verdicts]:
    """Return what each coder says and, where there are several, what they say together, at last.

    Together the majority counts, of those who have coded an article; where as many say yes as
    no, it is undecided. What was agreed on afterwards goes before.

    Args:
        variable: what says which articles are relevant.
        yes: the values that mean that; none of them: yes, 1, true and the like, with no, 0 and
            false for the contrary.

    Raises:
        CodedFileError: a value is neither.
    """
    wanted = frozenset(map(plain, yes))

    def means(text: str) -> bool:
        answer = plain(text) in wanted if wanted else yes_or_no(text)
        if answer is None:
            raise CodedFileError(
                f"“{variable.name}” has the value “{text}”, which is neither yes nor no. "
                "Say which values mean relevant, as in --yes 1."
            )
        return answer

    single = [
        Verdicts(coder, {id: means(text) for id, text in filled.items()})
        for coder, filled in variable.values.items()
    ]
    if len(single) < 2 and not variable.agreed:
        return single
    agreed = {id: means(text) for id, text in variable.agreed.items()}
    together: dict[str, bool] = {}
    undecided = 0
    for id in {id: None for one in single for id in one.relevant}:
        votes = [one.relevant[id] for one in single if id in one.relevant]
        if id not in agreed and 2 * sum(votes) == len(votes):
            undecided += 1
        else:
            together[id] = agreed.get(id, 2 * sum(votes) > len(votes))
    return [*single, Verdicts(AGREED if agreed else MAJORITY, together | agreed, undecided)]


def precision(one: Verdicts, coded: Coded) -> Precision:
    """Return the precision of the search that a sample was drawn from."""
    return Precision(
        **_share(one.relevant, coded.weights).model_dump(),
        coder="" if one.coder == ONLY_CODER else one.coder,
        undecided=one.undecided,
        not_coded=len(coded.titles) - len(one.relevant) - one.undecided,
    )


def recall(
    one: Verdicts, coded: Coded, found: Collection[str], not_in_index: Collection[str]
) -> Recall:
    """Return how many of the relevant articles of a broader search a search finds.

    Args:
        one: which articles are relevant.
        coded: the sample of the broader search.
        found: the ids that the search finds, of these articles at least.
        not_in_index: ids of which that cannot be said.
    """
    known = {id: yes for id, yes in one.relevant.items() if id not in not_in_index}
    relevant = {id: id in found for id, yes in known.items() if yes}
    return Recall(
        **_share(relevant, coded.weights).model_dump(),
        coded=len(known),
        undecided=one.undecided,
        not_in_index=len(one.relevant) - len(known),
    )


def _share(having: Mapping[str, bool], weights: Mapping[str, float] | None) -> Share:
    count, of = sum(having.values()), len(having)
    weighted = weighted_share([(has, weights[id] if weights else 1) for id, has in having.items()])
    if weighted is None:
        return Share(count=0, of=0, share=None, low=None, high=None, effective_size=0)
    # Of equal weights the numbers are whole, and those of the sample.
    share, size = weighted if weights else (count / of, of)
    interval = wilson(share * size if weights else count, size)
    return Share(
        count=count,
        of=of,
        share=share,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        effective_size=size,
    )


def _called(coded: Coded, name: str) -> CodedVariable:
    wanted = name.casefold()
    for one in coded.variables:
        if one.name.casefold() == wanted:
            return one
        for coder, filled in one.values.items():
            if wanted in (f"{one.name}{mark}{coder}".casefold() for mark in ("_", ".", " ")) or (
                wanted in (f"{one.name} ({coder})".casefold(), coder.casefold())
            ):
                return CodedVariable(one.name, {coder: filled}, {})
        begins = wanted.startswith(one.name.casefold())
        if one.agreed and begins and wanted[len(one.name) :].strip(" _.()") in CONSENSUS:
            return CodedVariable(one.name, {ONLY_CODER: one.agreed}, {})
    there = ", ".join(one.name for one in coded.variables) or "none"
    raise CodedFileError(f"No variable is called “{name}”; there are: {there}.")
