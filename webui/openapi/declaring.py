"""What a route of the API says of itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from webui.search.criteria.described import Parameter
from webui.search.results.base import Result

SOME_WORD = "…"
"""In an example: a word that an article of the archive has."""

_View = TypeVar("_View", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Operation:
    """What can be asked at an address, and what is answered.

    Attributes:
        summary: a line without a full stop.
        answer: the type of the answer; None: a JSON object of which others know the form.
        parameters: what the view reads of the query string.
        example: parameters of an address that shows what there is.
        redirects: whether the view may send on to another address of the same.
        asks_archive: whether there is no answer without an index.
        tagged: whether the answer has an ETag.
    """

    summary: str
    answer: type[Result] | None
    parameters: tuple[Parameter, ...] = ()
    example: tuple[tuple[str, str], ...] = ()
    redirects: bool = False
    asks_archive: bool = True
    tagged: bool = True


def documented(operation: Operation) -> Callable[[_View], _View]:
    """Return a decorator that notes on a view what it answers."""

    def note(view: _View) -> _View:
        view.operation = operation  # type: ignore[attr-defined]
        return view

    return note


def operation_of(view: Callable[..., object]) -> Operation | None:
    """Return what was noted on a view; None for one that is not in the document."""
    noted = getattr(view, "operation", None)
    return noted if isinstance(noted, Operation) else None
