"""A process that has imported the program, and forks one that runs it for each order.

``python -m tests.support.template_process indexer.cli`` with a socket as its standard input;
:mod:`tests.support.forking` gives the orders. What is forked leaves this module as it came,
and so ends as any other process does.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import sys
from types import ModuleType
from typing import Any

_ORDER_BYTES = 1 << 20


def await_order(orders: socket.socket) -> dict[str, Any] | None:
    """Fork for each order. Return the order in what was forked, and None when no more come."""
    statuses: dict[int, int] = {}
    ended, ending = os.pipe()
    os.set_blocking(ending, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(ending)
    # Ctrl-C at the terminal is for the tests, with whose end the orders end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        ready, _, _ = select.select([orders.fileno(), ended], [], [])
        if ended in ready:
            os.read(ended, 4096)
            _tell_what_ended(statuses)
        if orders.fileno() not in ready:
            continue
        message, descriptors, _, _ = socket.recv_fds(orders, _ORDER_BYTES, 3)
        if not message:
            return None
        out, err, status = descriptors
        pid = os.fork()
        if pid:
            os.close(out)
            os.close(err)
            statuses[pid] = status
            orders.send(str(pid).encode())
            continue
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        orders.close()
        os.dup2(out, 1)
        os.dup2(err, 2)
        for descriptor in (ended, ending, out, err, status, *statuses.values()):
            os.close(descriptor)
        return dict(json.loads(message))


def _tell_what_ended(statuses: dict[int, int]) -> None:
    while statuses:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        told = statuses.pop(pid)
        os.write(told, str(os.waitstatus_to_exitcode(status)).encode())
        os.close(told)


def carry_out(order: dict[str, Any]) -> None:
    """Run a module or a script as the interpreter does: with ``-m`` or with ``-c``."""
    if order["alone"]:
        os.setsid()
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["environment"])
    option, program, *arguments = order["arguments"]
    sys.argv = [option, *arguments]
    if option == "-m":
        runpy.run_module(program, run_name="__main__", alter_sys=True)
    else:
        main = sys.modules["__main__"] = ModuleType("__main__")
        exec(compile(program, "<string>", "exec"), vars(main))  # noqa: S102 # as -c does


if __name__ == "__main__":
    for name in sys.argv[1:]:
        importlib.import_module(name)
    # What is searched for garbage is written to, and so copied in each process.
    gc.freeze()
    with socket.socket(fileno=os.dup(0)) as connection:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        found = await_order(connection)
    if found is not None:
        carry_out(found)
