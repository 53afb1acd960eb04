"""``notify`` as a command: its statuses, and what a kill at the worst moment does."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import pytest

from tests.webui.search.standing.workshop import Workshop, begun
from tests.webui.serving import command
from webui.search.standing.state_files import held


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    """Return a workshop in which notify has begun."""
    return begun(tmp_path)


def notify(workshop: Workshop, script: str, *options: str) -> Any:
    """Run the command, with a channel that runs a script with the name of a file as ``$0``."""
    file = workshop.root / "channels.yml"
    file.write_text(f"desk:\n  command: [/bin/sh, -c, '{script}', {workshop.root / 'got'}]\n")
    file.chmod(0o600)
    folders = {name.upper(): str(workshop.root / name) for name in ("index", "searches", "state")}
    environment = {f"CUTTINGS_{name}": path for name, path in folders.items()}
    return command("notify", "--channels", str(file), *options, **environment)


def got(workshop: Workshop) -> str:
    """Return what the script got."""
    path = workshop.root / "got"
    return path.read_text() if path.exists() else ""


@pytest.mark.slow
def test_a_kill_between_sending_and_noting_repeats_one_message(workshop: Workshop) -> None:
    """And nothing is lost by it, nor sent a third time."""
    workshop.write("a")
    workshop.sync()
    ended = notify(workshop, "cat >> $0; kill -9 $PPID")
    assert ended.returncode == -signal.SIGKILL
    assert got(workshop).count("Ferry a") == 1
    for _ in range(2):
        assert notify(workshop, "cat >> $0").returncode == 0
    assert got(workshop).count("Ferry a") == 2


@pytest.mark.slow
def test_sigterm_lets_a_message_be_noted(workshop: Workshop) -> None:
    """Then it ends; what is left is sent the next time."""
    workshop.search("second")
    assert notify(workshop, "cat >> $0").returncode == 0
    workshop.write("a")
    workshop.sync()
    assert notify(workshop, "cat >> $0; kill -TERM $PPID").returncode == 143
    assert got(workshop).count("Ferry a") == 1
    assert notify(workshop, "cat >> $0").returncode == 0
    assert got(workshop).count("Ferry a") == 2
    assert notify(workshop, "cat >> $0").stdout == ""


def test_statuses_are_those_of_the_indexer(workshop: Workshop, tmp_path: Path) -> None:
    """1 for what is tried again, 2 for a wrong command, 3 while another one runs."""
    workshop.write("a")
    workshop.sync()
    failed = notify(workshop, "exit 9")
    assert (failed.returncode, "ended with status 9" in failed.stderr) == (1, True)
    with held(workshop.root / "state"):
        running = notify(workshop, "cat >> $0")
    assert (running.returncode, "Another notify is running" in running.stderr) == (3, True)
    missing = notify(workshop, "cat", "--searches", str(tmp_path / "nowhere"))
    assert (missing.returncode, "does not exist" in missing.stderr) == (2, True)
    (workshop.root / "searches" / "bad.md").write_text("bad")
    broken = notify(workshop, "cat >> $0")
    assert (broken.returncode, broken.stderr) == (
        1, "bad.md:1: no front matter: the first line is not ---\n"
    )  # fmt: skip
    assert "Ferry a" in got(workshop)


def test_a_dry_run_prints_and_notes_nothing(workshop: Workshop) -> None:
    """What it prints is what the next run sends; an unknown channel is told by a real one."""
    workshop.search("second", channel="nobody")
    workshop.write("a")
    workshop.sync()
    dry = notify(workshop, "cat >> $0", "--dry-run")
    assert dry.returncode == 0
    assert "--- to desk\nferries: 1 article, 1 story, 0 providers\n" in dry.stdout
    assert got(workshop) == ""
    real = notify(workshop, "cat >> $0")
    assert (real.returncode, real.stderr) == (1, "Not in the file of channels: nobody.\n")
    assert "Ferry a" in got(workshop)


def test_a_channel_can_be_tried_out(workshop: Workshop) -> None:
    """Without looking at any search."""
    sent = notify(workshop, "cat >> $0", "--test", "desk")
    assert (sent.returncode, sent.stdout) == (0, "desk: sent.\n")
    assert "This is a test." in got(workshop)
    unknown = notify(workshop, "cat >> $0", "--test", "x")
    assert unknown.returncode == 1
    assert "there is no such channel" in unknown.stderr
