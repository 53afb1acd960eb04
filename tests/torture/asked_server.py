"""A server in processes of its own, over an index of the sample articles or another one."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import SAMPLE_ARTICLES
from tests.webui.serving import clean_environment, sync_into

INDEX = "TORTURE_INDEX"
"""Variable of the environment: the folder of an index that is asked instead of the samples'."""


@contextmanager
def index_to_ask() -> Iterator[Path]:
    """Return the folder of an index, until the block ends."""
    if named := os.environ.get(INDEX):
        yield Path(named)
        return
    with tempfile.TemporaryDirectory() as folder:
        yield sync_into(Path(folder) / "index", SAMPLE_ARTICLES)


@contextmanager
def asked_server(index: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Serve an index until the block ends; return the supervisor and the port."""
    command = [sys.executable, "-m", "webui", "serve", "--index", str(index), "--port", "0"]
    with subprocess.Popen(
        [*command, *options],
        env=clean_environment({}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        try:
            line = server.stdout.readline()
            yield server, int(line.split("/")[2].rpartition(":")[2])
        finally:
            server.kill()
