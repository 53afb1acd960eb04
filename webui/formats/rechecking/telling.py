"""A difference, for a terminal."""

from __future__ import annotations

import json

from webui.formats.rechecking.difference import Difference


def as_lines(told: Difference) -> list[str]:
    """Write ``+ id`` and ``- id`` lines, and what they come to.

    What is in the archive, but found no more, says so behind a tab.
    """
    lines = [f"+ {_one_line(id)}" for id in told.came or ()]
    lines += [f"- {_one_line(id)}\tdeleted" for id in told.deleted or ()]
    lines += [f"- {_one_line(id)}\tno longer found" for id in told.unmatched or ()]
    return [*lines, f"{_sum(told)} {_since(told)}".strip()]


def _one_line(id: str) -> str:
    return id if id.isprintable() else json.dumps(id, ensure_ascii=False)


def _sum(told: Difference) -> str:
    if told.same:
        return f"The same {told.total_now:,} {_noun(told.total_now)}."
    if told.came is None or told.deleted is None or told.unmatched is None:
        then = f" instead of {told.total_then:,}" if told.total_then is not None else ""
        return f"Other articles than then: {told.total_now:,}{then}. A manifest names none."
    went = len(told.deleted) + len(told.unmatched)
    parted = f" ({len(told.deleted):,} deleted, {len(told.unmatched):,} no longer found)"
    kept = told.total_now - len(told.came)
    return (
        f"{len(told.came):,} came, {went:,} went{parted if went else ''}; "
        f"{kept:,} of {kept + went:,} are still found."
    )


def _since(told: Difference) -> str:
    then, now = told.generation_then, told.generation_now
    if then is None:
        return f"Generation {now:,}."
    if then > now:
        return f"Generation {then:,} then, {now:,} now: the index was made anew."
    counted = (
        f"; since then {told.came_since:,} of the hits came into the archive, and "
        f"{told.changed_since:,} changed"
        if told.came_since is not None and then != now
        else ""
    )
    return f"Generation {then:,} then, {now:,} now{counted}."


def _noun(count: int) -> str:
    return "article" if count == 1 else "articles"
