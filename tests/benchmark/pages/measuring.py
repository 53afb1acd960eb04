"""Warm times and sizes of pages."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tests.benchmark.pages.client import Client
from tests.benchmark.pages.requests import Request


@dataclass(slots=True)
class Measured:
    """What one request took.

    Attributes:
        size: bytes of the body.
        sent: bytes of the body as it is sent: compressed, where that is worth it.
        times: seconds of each run.
    """

    size: int
    sent: int
    times: list[float] = field(default_factory=list)


def measure(
    client: Client,
    requests: Iterable[Request],
    rounds: int,
    progress: Callable[[Iterable[int]], Iterable[int]],
) -> dict[Request, Measured]:
    """Make every request several times, one after the other.

    A first round is not counted: it fills the caches and gives the sizes.

    Args:
        client: open.
        requests: made in an order in which the kinds take turns.
        rounds: that are counted.
        progress: shows the rounds.

    Raises:
        RuntimeError: a status is not 200.
    """
    ordered = _in_turns(requests)
    measured = {}
    for request in ordered:
        sent = client.first(request.address)
        measured[request] = Measured(len(sent.content), len(sent.body))
    # What is open stays open: collections should not walk through it during a request.
    gc.collect()
    gc.freeze()
    for _ in progress(range(rounds)):
        for request in ordered:
            started = time.perf_counter()
            client.get(request.address)
            measured[request].times.append(time.perf_counter() - started)
    gc.unfreeze()
    return measured


def _in_turns(requests: Iterable[Request]) -> list[Request]:
    """Put requests in an order that spreads those of each kind over a round."""
    kinds: dict[tuple[str, str], list[Request]] = {}
    for request in requests:
        kinds.setdefault((request.page, request.kind), []).append(request)
    places = {
        request: (place + 0.5) / len(alike)
        for alike in kinds.values()
        for place, request in enumerate(alike)
    }
    return sorted(places, key=places.__getitem__)
