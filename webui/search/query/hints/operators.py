"""Operators in lower case, and operators that have nothing to join."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from webui.search.query.hints.outline import Outline, Part, replaced
from webui.search.results.base import Notice

Change = tuple[int, int, str]
"""Start, end, and what stands there instead."""


def lower_case_operator(
    text: str, outline: Outline, is_other: Callable[[str, str], bool]
) -> Iterator[Notice]:
    """Notice ``or``, ``not``, and, where it makes a difference, ``and`` between words.

    Args:
        text: the query.
        outline: its parts.
        is_other: whether two texts ask for different things.
    """
    if outline.is_prose:
        return
    small = {name: list(_small(outline, name)) for name in ("or", "not", "and")}
    changes = [*small["or"], *small["not"]]
    query = replaced(text, changes)
    joined = replaced(text, [*changes, *small["and"]])
    without = replaced(text, [*changes, *((start, end, "") for start, end, _ in small["and"])])
    if small["and"] and is_other(joined, without):
        query = joined
    else:
        small["and"] = []
    names = [f"“{name}”" for name, found in small.items() if found]
    if not names:
        return
    shown = " and ".join(names)
    is_one = len(names) == 1
    one = "was read as a word; in capitals it is an operator."
    several = "were read as words; in capitals they are operators."
    message = f"{shown} in lower case {one if is_one else several}"
    yield Notice(code="lower_case_operator", message=message, query=query)


def _small(outline: Outline, name: str) -> Iterator[Change]:
    """Yield what makes operators of the words that would be some in capitals."""
    for level in outline.levels():
        place = 0
        while place < len(level):
            run = _run_of(level, place, name)
            if run and (name == "not" or place) and _may_follow(level, place + len(run), name):
                # One operator is meant by several of them in a row.
                instead = name.upper()
                before = level[place - 1] if place else None
                if before is None or name == "not" or not _joins(before):
                    yield run[0].start, run[-1].end, instead
            place += max(len(run), 1)


def _run_of(level: Sequence[Part], place: int, name: str) -> list[Part]:
    """Return the operators of a name that stand in a row, if one of them is in lower case."""
    run: list[Part] = []
    for part in level[place:]:
        if part.text not in (name, name.upper()) or (name == "not" and (run or part.is_operator)):
            break
        run.append(part)
    return run if any(not part.is_operator for part in run) else []


def _joins(part: Part) -> bool:
    """Whether a part is, or is meant as, an operator."""
    return part.is_operator or part.text in ("or", "and", "not")


def _may_follow(level: Sequence[Part], place: int, name: str) -> bool:
    """Whether something stands at a place that an operator may have after it."""
    if place >= len(level):
        return False
    part = level[place]
    if name != "not" and part.text in ("NOT", "not"):
        return _may_follow(level, place + 1, "not")
    return not _joins(part)


def dangling_operators(text: str, outline: Outline) -> Iterator[Notice]:
    """Notice operators that have no part on one side, or that stand twice, as ``a OR OR b``."""
    # Which parts there are is clear once all quotes and brackets are closed.
    if outline.unclosed or outline.surplus or outline.stray is not None:
        return
    if _is_hollow(outline.top):
        shown = " ".join(part.text for part in _inside(outline.top))
        if shown:
            message = f"“{shown}” has nothing to join; it was read as words."
            yield Notice(code="dangling_operator", message=message, query=shown.lower())
        return
    changes: list[Change] = []
    first = ""
    for level in outline.levels():
        for shown, change in _dangling(level):
            first = first or shown
            changes.append(change)
    if changes:
        message = f"“{first}” stands where it joins nothing, and was passed over."
        yield Notice(code="dangling_operator", message=message, query=replaced(text, changes))


def _dangling(level: Sequence[Part]) -> Iterator[tuple[str, Change]]:
    """Yield what stands between operands and joins nothing there, and what is meant by it."""
    operands = [place for place, part in enumerate(level) if not _is_hollow([part])]
    if not operands:
        return
    bounds = [-1, *operands, len(level)]
    for low, high in pairwise(bounds):
        between = level[low + 1 : high]
        names = [part.text for part in _inside(between)]
        is_first, is_last = low < 0, high == len(level)
        if not names or (len(names) == len(between) and _is_sound(names, is_first, is_last)):
            continue
        instead = "" if is_last or "NOT" not in names else "NOT"
        if not is_first and not is_last and set(names) != {"NOT"}:
            joint = "OR" if "OR" in names else "AND"
            instead = f"{joint} {instead}".strip()
        start = between[0].start if is_first else level[low].end
        end = between[-1].end if is_last else level[high].start
        # A NOT that something follows leaves that out, whatever stands before.
        lost = names[:-1] if names[-1] == "NOT" and not is_last else names
        shown = " ".join(lost)
        yield shown, (start, end, _spaced(instead, is_first, is_last))


def _spaced(instead: str, is_first: bool, is_last: bool) -> str:
    if not instead:
        return "" if is_first or is_last else " "
    return f"{instead} " if is_first else f" {instead} "


def _is_sound(names: Sequence[str], is_first: bool, is_last: bool) -> bool:
    """Whether operators between two operands, or at an end, are read as such."""
    if is_last:
        return False
    inner = names[1:] if not is_first and names[0] != "NOT" else names
    return all(name == "NOT" for name in inner)


def _inside(parts: Sequence[Part]) -> list[Part]:
    """Return the operators among parts, those in brackets too."""
    found: list[Part] = []
    for part in parts:
        found += [part] if part.is_operator else _inside(part.inside)
    return found


def _is_hollow(parts: Sequence[Part]) -> bool:
    """Whether parts are nothing but operators and brackets round nothing."""
    return all(
        part.is_operator
        or (part.kind == "group" and _is_hollow(part.inside))
        or (part.kind == "phrase" and not any(map(str.isalnum, part.quoted)))
        for part in parts
    )
