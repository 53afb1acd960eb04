"""Single values of URL parameters, and the error that names the one that cannot be read."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence


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


def read_text(_name: str, text: str) -> str:
    """Read a value of which others know the form."""
    return text


def integer(low: int, high: int) -> Callable[[str, str], int]:
    """Return a function from name and text to a whole number between two bounds."""

    def read(name: str, text: str) -> int:
        digits = text.removeprefix("-")
        if digits.isascii() and digits.isdigit() and len(digits) < 12 and low <= int(text) <= high:
            return int(text)
        raise ParameterError(name, f"{name} must be a whole number from {low} to {high}.")

    return read


def choice(*choices: str) -> Callable[[str, str], str]:
    """Return a function from name and text to one of some words."""

    def read(name: str, text: str) -> str:
        if text in choices:
            return text
        raise ParameterError(name, f"{name} must be one of: {', '.join(choices)}.")

    return read


def read_flag(name: str, text: str) -> bool:
    """Read ``1`` or ``0``."""
    return choice("1", "0")(name, text) == "1"
