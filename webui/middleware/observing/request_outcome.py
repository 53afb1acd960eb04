"""How a request ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Pair = tuple[str, str]

Broken = Literal["client", "error"]
"""Why an answer broke off: nobody took it any more, or it failed."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A request whose answer has been handed over to its last byte, or has broken off.

    Attributes:
        id: what it is called in the log and in ``X-Request-ID``.
        client: the address of who asked.
        route: the rule that its address follows; None where there is none.
        method: as it was sent; it may be anything.
        parameters: of the address, in their order, without secrets.
        status: of the answer; 500 where there is none.
        seconds: until the last byte was handed over.
        hits: articles that were found; None where nothing was looked for.
        waited: seconds of waiting for a place.
        sent: bytes of the body.
        broken: why the answer broke off; None where it is whole.
        damaged: whether it was refused, or broke off, since the index is damaged.
    """

    id: str
    client: str
    route: str | None
    method: str
    parameters: list[Pair]
    status: int
    seconds: float
    hits: int | None
    waited: float
    sent: int
    broken: Broken | None
    damaged: bool
