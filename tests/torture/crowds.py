"""Crowds: clients that ask much at once, or hang up, and how others are answered meanwhile.

``python -m tests.torture.crowds --index DIR [--seconds 20] [--load NAME …] [--server URL]``
starts a server over an index and prints a table. It needs Linux, and an index that is large:
``docs/reliability.md`` has the figures of a million articles.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from pathlib import Path

import click

from tests.benchmark.writing import table
from tests.torture.crowd_clients import (
    Tally,
    Watched,
    ask,
    hang_up,
    light_path,
    many_patterns,
    over_and_over,
    slow_paths,
    steadily,
)
from tests.webui.serving import Server, serving

HEAD = (
    *("load", "light searches", "light p50 (ms)", "light p99 (ms)", "light, worst (ms)"),
    *("/healthz p99 (ms)", "/healthz, worst (ms)", "others", "peak memory (MB)"),
    *("processor time (s)", "of it afterwards (s)"),
)

_LIGHT_EVERY, _HEALTH_EVERY = 0.25, 0.1
_ANSWERED = 200
# Of a patient client that was told to come again.
_PAUSE_SECONDS = 1
# So long one waits for what a server goes on with for those who have gone.
_MOST_AFTERWARDS = 150


def _nobody(port: int, seconds: float, others: Tally) -> None:
    del port, others
    time.sleep(seconds)


def _hang_up_at_once(port: int, seconds: float, others: Tally) -> None:
    """Sixty clients, each of which asks for many patterns."""
    path = many_patterns()
    threads = [threading.Thread(target=hang_up, args=(port, path)) for _ in range(60)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    others.statuses[0] += len(threads)
    time.sleep(seconds)


def _abandoned_comparisons(port: int, seconds: float, others: Tally) -> None:
    """Four hundred, one after the other."""
    dice = random.Random(3)  # noqa: S311 - repeatable, not secret
    paths = (path for path in slow_paths(dice) if path.startswith("/api/compare"))
    for _ in range(400):
        hang_up(port, next(paths))
        others.statuses[0] += 1
    time.sleep(seconds)


def _patient(clients: int) -> Callable[[int, float, Tally], None]:
    def load(port: int, seconds: float, others: Tally) -> None:
        def client(number: int) -> Callable[[], None]:
            paths = slow_paths(random.Random(number))  # noqa: S311 - repeatable, not secret

            def work() -> None:
                if ask(port, next(paths), others) != _ANSWERED:
                    time.sleep(_PAUSE_SECONDS)

            return work

        with over_and_over([client(number) for number in range(clients)]):
            time.sleep(seconds)

    return load


LOADS: dict[str, Callable[[int, float, Tally], None]] = {
    "nobody": _nobody,
    "60 hang up": _hang_up_at_once,
    "400 comparisons hang up": _abandoned_comparisons,
    "8 patient": _patient(8),
    "24 patient": _patient(24),
}


def measure(server: Server, name: str, seconds: float) -> list[str]:
    """Put a load on a server; return its row of the table."""
    port, watched = server.port, Watched(server.process.pid)
    light, health, others = Tally(), Tally(), Tally()
    dice = random.Random(7)  # noqa: S311 - repeatable, not secret
    watched.forget_peak()
    before = watched.processor_seconds()
    with (
        steadily(_HEALTH_EVERY, lambda: ask(port, "/healthz", health), 16),
        steadily(_LIGHT_EVERY, lambda: ask(port, light_path(dice), light)),
    ):
        LOADS[name](port, seconds, others)
    afterwards = watched.wait_until_idle(_MOST_AFTERWARDS)
    return [
        name,
        ", ".join(f"{count} × {status}" for status, count in sorted(light.statuses.items())),
        *(f"{light.milliseconds(share):,.0f}" for share in (0.5, 0.99, 1)),
        *(f"{health.milliseconds(share):,.0f}" for share in (0.99, 1)),
        ", ".join(f"{count} × {status}" for status, count in sorted(others.statuses.items())),
        f"{watched.peak_bytes() / 1e6:,.0f}",
        f"{watched.processor_seconds() - before:.1f}",
        f"{afterwards:.1f}",
    ]


@click.command()
@click.option("--index", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--seconds", default=20.0, show_default=True, help="How long each load lasts.")
@click.option("--load", "loads", multiple=True, type=click.Choice([*LOADS]), help="Not all.")
@click.option("--setting", "settings", multiple=True, help="NAME=VALUE, as CUTTINGS_THREADS=4.")
def main(index: Path, seconds: float, loads: tuple[str, ...], settings: tuple[str, ...]) -> None:
    """Let crowds ask a server over an index, and print how others are answered meanwhile."""
    given = dict(one.split("=", 1) for one in settings)
    with serving(index, **given) as server:
        first = Tally()
        ask(server.port, "/", first)
        if not first.statuses[200]:
            raise click.ClickException(f"The index in {index} cannot be searched.")
        Watched(server.process.pid).wait_until_idle(_MOST_AFTERWARDS)
        rows = []
        for name in loads or LOADS:
            rows.append(measure(server, name, seconds))
            click.echo(f"{name}: done", err=True)
    click.echo(table(HEAD, rows))


if __name__ == "__main__":
    main()
