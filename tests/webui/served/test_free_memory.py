"""Memory that is free goes back to the system."""

from __future__ import annotations

from webui.serving.free_memory import FreeMemory, system_trim


def test_memory_is_given_back_now_and_then() -> None:
    """Not at each turn of the loop, since it takes some milliseconds."""
    now, trimmed = [100.0], []
    memory = FreeMemory(lambda: now[0], lambda left: trimmed.append((now[0], left)))
    for moment in (100.0, 101.0, 101.9, 102.0, 103.0, 103.9, 104.5):
        now[0] = moment
        memory.give_back()
    assert trimmed == [(102.0, 0), (104.5, 0)]


def test_where_the_system_has_no_such_thing_nothing_happens() -> None:
    """The C library may be another one; what this one has can be called."""
    now = [0.0]
    for trim in (None, system_trim()):
        memory = FreeMemory(lambda: now[0], trim)
        now[0] += 100
        memory.give_back()
