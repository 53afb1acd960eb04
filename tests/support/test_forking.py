"""What is forked for a test does what a process that is started does."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.support.commands import IMPORTED, environment
from tests.support.forking import launch, run

pytestmark = pytest.mark.slow

SCRIPTS = {
    "surroundings": "import os, sys; print(sys.argv, os.getcwd(), sorted(os.environ.items()))",
    "status": "import sys; sys.exit(3)",
    "message": "raise SystemExit('no')",
    "error": "import sys; sys.excepthook = lambda kind, *_: print(kind); 1 / 0",
    "killed": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "terminated": "import os, signal; os.kill(os.getpid(), signal.SIGTERM)",
    "signals": "import signal; print(*map(signal.getsignal, (signal.SIGINT, signal.SIGCHLD)))",
    "warnings": "import warnings; warnings.warn('w')",
    "at exit": "import atexit; atexit.register(print, 'last'); print('first')",
    "thread": "import threading; threading.Timer(0.1, print, ['late']).start()",
    "streams": "import sys; print(sys.stdout.isatty(), sys.stdout.seekable(), sys.stdout.encoding)",
    "main": "import sys; main = sys.modules['__main__']; print(main.__name__, main.__spec__)",
}


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS.keys())
def test_scripts_do_the_same(script: str, tmp_path: Path) -> None:
    """Output, status, surroundings and end are those of a new interpreter."""
    arguments = ["-c", script, "ä", "--option"]
    variables = environment(OPENBLAS_NUM_THREADS="2")
    forked, started = (
        run(arguments, variables, modules, folder=tmp_path) for modules in (IMPORTED, ())
    )
    assert forked.returncode == started.returncode
    assert forked.stdout == started.stdout
    assert forked.stderr.splitlines()[-1:] == started.stderr.splitlines()[-1:]


@pytest.mark.parametrize("arguments", [["--version"], ["nonsense"], ["status", "--index", "none"]])
def test_the_program_does_the_same(arguments: list[str], tmp_path: Path) -> None:
    """Whatever the program prints, it prints."""
    forked, started = (
        run(["-m", "indexer", *arguments], environment(), modules, folder=tmp_path)
        for modules in (IMPORTED, ())
    )
    assert (forked.returncode, forked.stdout) == (started.returncode, started.stdout)
    assert forked.stderr == started.stderr


@pytest.mark.parametrize("modules", [IMPORTED, ()], ids=["forked", "started"])
def test_a_process_is_watched_and_ended(modules: tuple[str, ...]) -> None:
    """Lines come while it runs, signals reach it, and a session of its own is one."""
    script = "import os, time; print(os.getsid(0) == os.getpid(), flush=True); time.sleep(60)"
    process = launch(["-c", script], environment(), modules, alone=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "True\n"
    assert process.poll() is None
    assert os.getsid(process.pid) == process.pid
    process.send_signal(signal.SIGTERM)
    assert process.communicate(timeout=30) == ("", "")
    assert process.poll() == process.wait() == -signal.SIGTERM
