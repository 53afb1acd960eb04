"""A worker does what its supervisor says, and ends when that is gone."""

from __future__ import annotations

from typing import Any

from waitress import wasyncore

from webui.serving.orders import CUT, DRAIN, RETIRE, SupervisorLine
from webui.serving.server import Server


class Obeying(wasyncore.dispatcher):  # type: ignore[misc]
    """The supervisor's orders, as something that the loop of a server looks after."""

    def __init__(self, server: Server, line: SupervisorLine) -> None:
        self._server = server
        self._heard = b""
        super().__init__(line.socket, server.sockets)

    def writable(self) -> bool:
        """Nothing is said back."""
        return False

    def handle_read(self) -> None:
        """Do as one is told."""
        *orders, self._heard = (self._heard + self.recv(4096)).split(b"\n")
        work: dict[str, Any] = {
            DRAIN: self._server.begin_drain,
            RETIRE: lambda: self._server.begin_drain(retiring=True),
            CUT: self._server.cut,
        }
        for order in orders:
            work[order.decode()]()

    def handle_close(self) -> None:
        """The supervisor is gone, and so nobody would start a worker in this one's place."""
        self.close()
        self._server.begin_drain()
