"""``watch`` as a process, whose output is read while it runs."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterable

from tests.support.commands import IMPORTED, environment
from tests.support.forking import launch

PATIENCE_SECONDS = 60

# Runs the command line after a few statements that change what it has imported.
CHANGED = """
import sys
exec(sys.argv.pop(1))
from indexer.cli import main
main()
"""


class Watch:
    """``python -m indexer watch`` in a process group of its own.

    Attributes:
        out, err: the lines that it printed until now.
    """

    def __init__(self, *arguments: object, changed: str = "", **variables: str) -> None:
        program = ["-c", CHANGED, changed] if changed else ["-m", "indexer"]
        self.process = launch(
            [*program, "watch", *map(str, arguments)],
            environment(**variables),
            IMPORTED,
            alone=True,
        )
        self.out: list[str] = []
        self.err: list[str] = []
        self._readers = [
            threading.Thread(target=self._read, args=(self.process.stdout, self.out)),
            threading.Thread(target=self._read, args=(self.process.stderr, self.err)),
        ]
        for reader in self._readers:
            reader.start()

    @staticmethod
    def _read(stream: Iterable[str], lines: list[str]) -> None:
        lines.extend(line.rstrip("\n") for line in stream)

    def until(self, condition: Callable[[], object]) -> None:
        """Wait until a condition holds."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert time.monotonic() < deadline, (self.out, self.err)
            assert self.process.poll() is None or condition(), (self.out, self.err)
            time.sleep(0.02)

    def until_printed(self, text: str) -> None:
        """Wait until a line of its output holds a text."""
        self.until(lambda: any(text in line for line in self.out))

    def until_said(self, text: str) -> None:
        """Wait until a line of its messages holds a text."""
        self.until(lambda: any(text in line for line in self.err))

    def end(self) -> int:
        """Wait until it ended; return its exit status."""
        status = self.process.wait(PATIENCE_SECONDS)
        for reader in self._readers:
            reader.join(PATIENCE_SECONDS)
        return status

    def stop(self, how: int = signal.SIGTERM) -> int:
        """Stop it with a signal; return its exit status."""
        self.process.send_signal(how)
        return self.end()

    def close(self) -> None:
        """Leave nothing running, whatever a test did."""
        if self.process.poll() is None:
            self.process.kill()
        self.end()
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()
