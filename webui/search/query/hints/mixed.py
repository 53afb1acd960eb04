"""OR beside other parts without brackets, and how far it was taken to reach."""

from __future__ import annotations

import re
from collections.abc import Sequence

from webui.search.query.hints.language import VALUES
from webui.search.query.hints.outline import Outline, Part
from webui.search.results.base import Notice

_NARROWING = re.compile(rf"-?(?i:topic|provider|site|type|{'|'.join(VALUES)}):")
# A longer reading is shown by its link only.
_SHOWN = 80


def mixed_operators(text: str, outline: Outline, reading: str) -> Notice | None:
    """Notice OR beside AND, or beside words without an operator, without brackets.

    Its query is the reading with brackets.

    Args:
        text: the query.
        outline: its parts.
        reading: how it was read, with brackets.
    """
    mixed = [level for level in outline.levels() if _is_mixed(level)]
    if not mixed:
        return None
    is_outer = mixed == [outline.top] and not outline.unclosed and not outline.surplus
    message = "OR beside other parts without brackets was read as the brackets show"
    if len(reading) <= _SHOWN:
        other = _other_reading(text, mixed[0]) if is_outer else ""
        message = f"OR without brackets was read as {reading}"
        message += f"; the other way would be {other}" if other else ""
    return Notice(code="mixed_operators", message=f"{message}.", query=reading)


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
