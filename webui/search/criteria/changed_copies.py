"""Copies of frozen objects with some fields changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

_Object = TypeVar("_Object")


def changed_copy(original: _Object, names: frozenset[str], values: Mapping[str, Any]) -> _Object:
    """Return what ``dataclasses.replace`` does, in a sixth of its time: pages have many links.

    Args:
        original: of a dataclass without slots, whose ``__init__`` does nothing but keep values.
        names: of its fields; what else is kept beside them was worked out from these, and is
            not copied.
        values: new ones, by name.

    Raises:
        TypeError: there is no such field.
    """
    if unknown := values.keys() - names:
        raise TypeError(f"{type(original).__name__} has no field {min(unknown)}.")
    before = vars(original)
    copy: _Object = object.__new__(type(original))
    vars(copy).update({name: before[name] for name in names}, **values)
    return copy
