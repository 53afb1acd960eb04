"""What is easily typed otherwise than it is meant: quotes, brackets and operators."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from webui.search.query.outline import Outline, Part, operands_beside, replaced
from webui.search.query.syntax import Node
from webui.search.query.tagging import VALUES
from webui.search.results.base import Notice

# What a phrase that nobody closed, or opened, does not reach over.
_AFTER = re.compile(r"\s+(?:OR|AND|NOT)(?=\s)|[()]|\s+-(?=\w)|\s+\w+:(?=\S)")
_BEFORE = re.compile(r"(?:(?<=\s)|^)(?:OR|AND|NOT)\s+|[()\"]\s*|(?:(?<=\s)|^)(?:-|\w+:)")
_NARROWING = re.compile(rf"-|(?i:topic|provider|site|type|{'|'.join(VALUES)}):")
_EMPTY = re.compile(r"\(\s*\)")
# A longer reading is shown by its link only.
_SHOWN = 80


def unclosed_quote(text: str, outline: Outline) -> Iterator[Notice]:
    """Notice a quote without another one; sizes in inches have none either."""
    at = outline.stray
    if at is None or text[:at][-1:].isdigit():
        return
    before, after = text[:at], text[at + 1 :]
    if before.strip() and not before[-1].isspace() and before[-1] not in "(:=-":
        begins = max((found.end() for found in _BEFORE.finditer(before)), default=0)
        if not before[begins:].strip():
            return
        message = (
            "A quote was closed that was not opened; the words before it were read one by one."
        )
        query = replaced(text, [(begins, begins, '"')])
    else:
        if not re.search(r"\w", after):
            return
        limit = _AFTER.search(after)
        ends = at + 1 + len((after[: limit.start()] if limit else after).rstrip())
        message = "A quote was not closed; the words after it were read one by one."
        query = replaced(text, [(ends, ends, '"')])
    yield Notice(code="unclosed_quote", message=message, query=query)


def unbalanced_bracket(text: str, outline: Outline) -> Iterator[Notice]:
    """Notice brackets without another half, which are passed over."""
    if not outline.unclosed and not outline.surplus:
        return
    query = "(" * outline.surplus + text + ")" * outline.unclosed
    while _EMPTY.search(query):
        query = _EMPTY.sub("", query)
    what = "is not closed" if outline.unclosed else "closes none that was opened"
    yield Notice(
        code="unbalanced_bracket",
        message=f"A bracket {what}; it was passed over.",
        query=query.strip() or None,
    )


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
    changes = [_capital(part) for name in ("or", "not") for part in small[name]]
    query = replaced(text, changes)
    joined = replaced(text, [*changes, *map(_capital, small["and"])])
    without = replaced(text, [*changes, *((u.start, u.end, "") for u in small["and"])])
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


def _small(outline: Outline, name: str) -> Iterator[Part]:
    """Yield the words that would be operators in capitals."""
    for level in outline.levels():
        for place, part in enumerate(level):
            if part.kind != "word" or part.text != name:
                continue
            follows = place + 1 < len(level) and not level[place + 1].is_operator
            if follows if name == "not" else operands_beside(level, place):
                yield part


def _capital(part: Part) -> tuple[int, int, str]:
    return part.start, part.end, part.text.upper()


def mixed_operators(text: str, outline: Outline, tree: Node) -> Notice | None:
    """Notice OR beside AND, or beside words without an operator, without brackets.

    Its query is the reading with brackets.

    Args:
        text: the query.
        outline: its parts.
        tree: how it was read.
    """
    mixed = [level for level in outline.levels() if _is_mixed(level)]
    if not mixed:
        return None
    is_outer = mixed == [outline.top] and not outline.unclosed and not outline.surplus
    query = str(tree)
    message = "OR beside other parts without brackets was read as the brackets show"
    if len(query) <= _SHOWN:
        other = _other_reading(text, mixed[0]) if is_outer else ""
        message = f"OR without brackets was read as {query}"
        message += f"; the other way would be {other}" if other else ""
    return Notice(code="mixed_operators", message=f"{message}.", query=query)


def _joints(level: Sequence[Part]) -> tuple[list[list[Part]], list[str]]:
    """Return the operands, each with a NOT before it, and what joins them: OR, AND or nothing."""
    operands: list[list[Part]] = []
    joints: list[str] = []
    joint, held = "", list[Part]()
    for part in level:
        if part.kind in ("OR", "AND"):
            joint = part.kind
        elif part.kind == "NOT":
            held.append(part)
        else:
            if operands:
                joints.append(joint)
            operands.append([*held, part])
            joint, held = "", []
    return operands, joints


def _is_mixed(level: Sequence[Part]) -> bool:
    operands, joints = _joints(level)
    if "OR" not in joints or len(set(joints)) == 1:
        return False
    if "AND" in joints:
        return True
    runs = _runs(operands, joints, {""})
    several = [run for run in runs if len(run) > 1]
    others = [run for run in runs if len(run) == 1]
    # Nobody means anything else by filters beside an OR, or by an OR of filters.
    is_filtered = len(several) == 1 and all(map(_narrows, others))
    return not is_filtered and not all(map(_narrows, several))


def _narrows(run: Sequence[Sequence[Part]]) -> bool:
    return all(_NARROWING.match(operand[-1].text) for operand in run)


def _runs(
    operands: Sequence[list[Part]], joints: Sequence[str], apart: set[str]
) -> list[list[list[Part]]]:
    """Cut operands up wherever one of some joints stands between them."""
    runs = [[operands[0]]]
    for joint, operand in zip(joints, operands[1:], strict=True):
        if joint in apart:
            runs.append([operand])
        else:
            runs[-1].append(operand)
    return runs


def _other_reading(text: str, level: Sequence[Part]) -> str:
    """Write the other way to set brackets: OR last, or, beside AND, first."""
    operands, joints = _joints(level)
    kinds = set(joints)
    if kinds == {"OR", ""}:
        runs, joint = _runs(operands, joints, {"OR"}), " OR "
    elif kinds == {"OR", "AND"}:
        runs, joint = _runs(operands, joints, {"AND"}), " AND "
    else:
        return ""
    shown = [(len(run), text[run[0][0].start : run[-1][-1].end]) for run in runs]
    return joint.join(f"({words})" if size > 1 else words for size, words in shown)
