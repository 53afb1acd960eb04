"""Who serves an index may read it, and need not be able to write anything."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.conftest import SAMPLE_ARTICLES
from tests.webui.serving import ROOT, clean_environment, sync_into

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not hasattr(os, "seteuid") or os.geteuid() != 0, reason="only root is able to be others"
    ),
]

WRITER, SERVER, GROUP = 31001, 31002, 31000

# What is imported late is imported as root, who may read the interpreter wherever it is.
ASKED = """
import os, sys
from pathlib import Path
from tests.webui.clients import client_of

index, group = Path(sys.argv[1]), int(sys.argv[2])
paths = ("/?q=ferry", "/api/search?q=ferry", "/export.csv", "/status", "/readyz")
for path in paths:
    assert client_of(index).get(path).status_code == 200, path
client = client_of(index)
os.setgroups([])
os.setgid(group)
os.setuid(31002)
try:
    (index / "x").touch()
except PermissionError:
    print(*(client.get(path).status_code for path in paths))
"""


@pytest.fixture
def index() -> Iterator[Path]:
    """Return an index that a writer has made, as the unit of systemd lets it."""
    # Folders of pytest are for one user, and each pytest of the machine sees to that.
    with TemporaryDirectory() as made:
        Path(made).chmod(0o711)
        folder = Path(made) / "state"
        folder.mkdir()
        before = os.umask(0o027)
        try:
            index = sync_into(folder / "index", SAMPLE_ARTICLES)
        finally:
            os.umask(before)
        for path in (folder, index, *index.iterdir()):
            os.chown(path, WRITER, GROUP)
        folder.chmod(0o750)
        yield index


@pytest.mark.parametrize(("group", "answers"), [(GROUP, "200 " * 5), (SERVER, "503 " * 5)])
def test_who_may_read_the_index_may_serve_it(index: Path, group: int, answers: str) -> None:
    """Searches, exports and probes are answered without a write; of another group, with 503."""
    before = {path: path.stat().st_mtime_ns for path in (index, *index.iterdir())}
    told = subprocess.run(
        [sys.executable, "-c", ASKED, str(index), str(group)],
        cwd=ROOT,
        env=clean_environment({}),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert told.stdout.split() == answers.split(), told.stderr
    assert {path: path.stat().st_mtime_ns for path in (index, *index.iterdir())} == before
