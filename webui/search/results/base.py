"""What every answer's type has in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Result(BaseModel):
    """A part of an answer: frozen, and ready to become JSON."""

    model_config = ConfigDict(frozen=True)


def is_none(value: object) -> bool:
    """Whether a field is left out of the JSON."""
    return value is None
