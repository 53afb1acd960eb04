"""What a node of the cluster is made of: the server's jars from Maven Central, and a class of ours.

Maven's own settings say where it fetches from; nothing here does. ``python -m
tests.cluster.building`` fetches and builds all of it, or says what is missing.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.support.rooms import ROOT

NEEDED = ("java", "javac", "mvn")
_SOURCES = Path(__file__).parent / "node"
_BUILT = ROOT / "build" / "test-cluster"


class ClusterError(Exception):
    """The cluster could not be built, started, or brought to the state asked for."""


def missing() -> list[str]:
    """Return the commands that a cluster needs and this machine has not."""
    return [command for command in NEEDED if shutil.which(command) is None]


def class_path() -> str:
    """Return where Java finds the node and all that it needs; build that unless it is there.

    Raises:
        ClusterError: a command is missing, or failed.
    """
    if missing():
        raise ClusterError(
            f"The cluster for tests needs {' and '.join(missing())}, which this machine has not:"
            " install a JDK (17 or newer) and Maven"
        )
    pom, node = _SOURCES / "pom.xml", _SOURCES / "ClusterNode.java"
    digest = hashlib.sha256(pom.read_bytes() + node.read_bytes()).hexdigest()[:16]
    folder = _BUILT / digest
    listed = folder / "jars.txt"
    # Maven's folder may have been cleared since.
    if not listed.exists() or not all(map(os.path.exists, _jars(listed).split(os.pathsep))):
        folder.mkdir(parents=True, exist_ok=True)
        found = folder / f"jars.{os.getpid()}"
        goal = "dependency:build-classpath"
        _run(["mvn", "-q", "-B", "-f", str(pom), goal, f"-Dmdep.outputFile={found}"])
        _run(["javac", "-cp", _jars(found), "-d", str(folder), str(node)])
        found.rename(listed)
    return f"{folder}{os.pathsep}{_jars(listed)}"


def _jars(listed: Path) -> str:
    return listed.read_text(encoding="utf-8").strip()


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        tail = (done.stdout + done.stderr)[-2000:]
        raise ClusterError(f"{command[0]} failed with status {done.returncode}:\n{tail}")


if __name__ == "__main__":
    try:
        class_path()
    except ClusterError as error:
        sys.exit(str(error))
