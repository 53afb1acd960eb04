"""A command that is run after each sync that changed something, beside the watching."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress

# So long a command may take to end when watching ends, before it is killed.
_PATIENCE_SECONDS = 10.0


class AfterSync:
    """Runs a command, never two at once: a sync meanwhile makes it run once more.

    Args:
        command: as a shell would split it; no shell runs it. None runs nothing.
        warn: takes a line on whatever fails.

    Raises:
        ValueError: the text is no command.
    """

    def __init__(self, command: str | None, warn: Callable[[str], None]) -> None:
        self._arguments = shlex.split(command) if command is not None else None
        if self._arguments == []:
            raise ValueError("it is empty")
        self._warn = warn
        self._running: subprocess.Popen[bytes] | None = None
        self._wanted = False

    def synced(self) -> None:
        """A sync changed something."""
        self._wanted = self._arguments is not None
        self.look()

    def look(self) -> None:
        """Take note of a command that ended, and begin one that is wanted; never waits."""
        if self._running is not None:
            status = self._running.poll()
            if status is None:
                return
            self._running = None
            if status:
                self._warn(f"The command after the sync ended with status {status}.")
        if self._wanted and self._arguments is not None:
            self._wanted = False
            try:
                # A group of its own: Ctrl-C is for the watching, which then ends it.
                self._running = subprocess.Popen(  # noqa: S603 - whoever starts watch names it
                    self._arguments, stdin=subprocess.DEVNULL, start_new_session=os.name == "posix"
                )
            except OSError as error:
                self._warn(f"The command after the sync cannot be run: {error.strerror}.")

    def stop(self) -> None:
        """End what runs; return when it has ended."""
        running, self._running, self._wanted = self._running, None, False
        if running is None:
            return
        self._send(running, signal.SIGTERM)
        try:
            running.wait(_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._send(running, None)
            running.wait()

    @staticmethod
    def _send(running: subprocess.Popen[bytes], number: int | None) -> None:
        with suppress(ProcessLookupError):
            if os.name == "posix":
                os.killpg(running.pid, signal.SIGKILL if number is None else number)
            elif number is None:
                running.kill()
            else:
                running.terminate()
