"""Single values of URL parameters, and the error that names the one that cannot be read."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

_T_co = TypeVar("_T_co", covariant=True)

Schema: TypeAlias = Mapping[str, Any]
"""A JSON Schema (draft 2020-12)."""


class ParameterError(ValueError):
    """A parameter of the URL cannot be read.

    Attributes:
        parameter: its name.
        message: one sentence that names it and says what is wanted.
    """

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(message)
        self.parameter = parameter
        self.message = message


def unknown_parameter(name: str, known: Sequence[str]) -> ParameterError:
    """Return the error for a parameter that there is not, with the one that may be meant."""
    shown = name[:50]
    close = difflib.get_close_matches(shown, known, n=1)
    hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(known)}."
    return ParameterError(name, f"There is no parameter “{shown}”; {hint}")


def once(name: str, texts: Sequence[str]) -> str | None:
    """Return the only value of a parameter; None where there is none.

    Raises:
        ParameterError: there are several.
    """
    if len(texts) > 1:
        raise ParameterError(name, f"{name} may be given once only.")
    return texts[0] if texts else None


def without_surrogates(text: str) -> str:
    """Replace lone surrogates, which neither a URL nor JSON can hold.

    The command line hands over bytes that are no text as such.
    """
    return text.encode("utf-8", "replace").decode()


@dataclass(frozen=True, slots=True)
class Reader(Generic[_T_co]):
    """A function from a parameter's name and text to its value, which says what it reads.

    Attributes:
        read: the function; it raises a :class:`ParameterError` for all other texts.
        schema: of what it reads.
    """

    read: Callable[[str, str], _T_co]
    schema: Schema

    def __call__(self, name: str, text: str) -> _T_co:
        """Read one value of a parameter.

        Raises:
            ParameterError: it cannot be read.
        """
        return self.read(name, text)


def text_like(pattern: str) -> Reader[str]:
    """Return a reader of texts of which others know more than their pattern."""
    return Reader(lambda _name, text: text, {"type": "string", "pattern": pattern})


def integer(low: int, high: int) -> Reader[int]:
    """Return a reader of a whole number between two bounds."""

    def read(name: str, text: str) -> int:
        digits = text.removeprefix("-")
        if digits.isascii() and digits.isdigit() and len(digits) < 12 and low <= int(text) <= high:
            return int(text)
        raise ParameterError(name, f"{name} must be a whole number from {low} to {high}.")

    return Reader(read, {"type": "integer", "minimum": low, "maximum": high})


def choice(*choices: str) -> Reader[str]:
    """Return a reader of one of some words."""

    def read(name: str, text: str) -> str:
        if text in choices:
            return text
        raise ParameterError(name, f"{name} must be one of: {', '.join(choices)}.")

    return Reader(read, {"type": "string", "enum": list(choices)})


def number_of(*numbers: int) -> Reader[int]:
    """Return a reader of one of some numbers."""
    word = choice(*map(str, numbers))
    schema = {"type": "integer", "enum": list(numbers)}
    return Reader(lambda name, text: int(word(name, text)), schema)


_zero_or_one = number_of(1, 0)

read_flag = Reader(lambda name, text: _zero_or_one(name, text) == 1, _zero_or_one.schema)
"""Reads ``1`` or ``0``."""
