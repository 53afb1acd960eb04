"""The Git hook brings the index up to date after a pull and after a push."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.contract.opening import latest_generation
from tests.webui.clients import client_of
from tests.webui.serving import ROOT, clean_environment

HOOK = ROOT / "deploy" / "hooks" / "sync-after-import"
ARTICLE = "---\ntitle: {}\npublishedAt: 2024-05-01T10:00:00Z\n---\nText.\n"


def git(folder: Path, *arguments: str, status: int = 0, **environment: str) -> str:
    """Run Git in a folder; return all that it said."""
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    told = subprocess.run(
        ["git", *identity, *arguments],
        cwd=folder,
        env={
            **clean_environment(environment),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert told.returncode == status, told.stderr
    return told.stdout + told.stderr


def commit(folder: Path, name: str, text: str | None = None) -> None:
    """Commit an article."""
    (folder / "articles").mkdir(exist_ok=True)
    (folder / "articles" / f"{name}.md").write_text(text or ARTICLE.format(name))
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", name)


def set_up(folder: Path, hook: str, command: str, index: Path, articles: Path) -> None:
    """Install the hook as docs/operations/imports.md says it."""
    hooks = Path(git(folder, "rev-parse", "--git-path", "hooks").strip())
    (folder / hooks).mkdir(exist_ok=True)
    (folder / hooks / hook).symlink_to(HOOK)
    git(folder, "config", "cuttings.index", str(index))
    git(folder, "config", "cuttings.articles", str(articles))
    git(folder, "config", "cuttings.command", command)


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """Return a repository with an article."""
    folder = tmp_path / "origin"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch", "main")
    commit(folder, "one")
    return folder


@pytest.mark.slow
def test_a_pull_and_a_push_are_synced(origin: Path, tmp_path: Path) -> None:
    """What is merged into a clone, or pushed to a bare repository, is found."""
    command = f"{sys.executable} -m indexer"
    clone, index = tmp_path / "clone", tmp_path / "index"
    git(tmp_path, "clone", "--quiet", str(origin), str(clone))
    set_up(clone, "post-merge", command, index, clone / "articles")
    commit(origin, "two")
    commit(origin, "broken", "---\nkey: [\n---\n")
    told = git(clone, "pull", "--quiet")
    assert "synced; some files could not be read" in told
    assert client_of(index).get("/api/status").get_json()["index"]["articles"] == 2

    bare, work, other = tmp_path / "bare.git", tmp_path / "work", tmp_path / "other"
    git(tmp_path, "clone", "--quiet", "--bare", str(origin), str(bare))
    work.mkdir()
    set_up(bare, "post-receive", command, other, work)
    git(origin, "rm", "--quiet", "articles/two.md", "articles/broken.md")
    commit(origin, "three")
    git(origin, "push", "--quiet", str(bare), "main")
    found = client_of(other).get("/api/search").get_json()
    assert sorted(hit["id"] for hit in found["hits"]) == ["articles/one", "articles/three"]
    assert latest_generation(other) == 1


def test_each_push_takes_along_what_is_gone(origin: Path, tmp_path: Path) -> None:
    """Articles that were pushed before, and are deleted or renamed then, are not left behind."""
    commit(origin, "two")
    commit(origin, "three")
    bare, work = tmp_path / "bare.git", tmp_path / "work"
    git(tmp_path, "clone", "--quiet", "--bare", str(origin), str(bare))
    work.mkdir()
    set_up(bare, "post-receive", "true", tmp_path / "index", work)
    # Only the branch that is set counts, whatever the repository calls its own.
    git(bare, "branch", "other", "main")
    git(bare, "symbolic-ref", "HEAD", "refs/heads/other")
    others = git(bare, "rev-parse", "other")

    def pushed() -> list[str]:
        git(origin, "push", "--quiet", str(bare), "main")
        return sorted(path.relative_to(work).as_posix() for path in work.rglob("*.*"))

    commit(origin, "four")
    there = ["articles/four.md", "articles/one.md", "articles/three.md", "articles/two.md"]
    assert pushed() == there
    git(origin, "rm", "--quiet", "articles/one.md")
    git(origin, "mv", "articles/two.md", "articles/renamed.md")
    (work / "articles" / "three.md").unlink()
    (work / "articles" / "stray.md").write_text("stray")
    (work / "articles" / "four.md").write_text("changed by hand")
    git(origin, "commit", "--quiet", "-m", "less")
    assert pushed() == ["articles/four.md", "articles/renamed.md", "articles/three.md"]
    assert (work / "articles" / "four.md").read_text() == ARTICLE.format("four")
    git(origin, "rm", "-r", "--quiet", "articles")
    git(origin, "commit", "--quiet", "--allow-empty", "-m", "none")
    assert pushed() == []
    assert git(bare, "rev-parse", "other") == others


STATUSES = {
    0: (0, ""),
    1: (0, "synced; some files could not be read"),
    2: (2, "not synced, see above"),
    3: (3, "another sync has been running for long"),
    4: (4, "the index has to be rebuilt"),
    5: (5, "it would have deleted too much"),
    70: (70, "not synced, see above"),
}


@pytest.mark.parametrize("status", STATUSES)
def test_each_exit_status_is_said(origin: Path, tmp_path: Path, status: int) -> None:
    """Unreadable files are no failure; all else is one, and says what it is."""
    command = tmp_path / "command"
    command.write_text(f"#!/bin/sh\nexit {status}\n")
    command.chmod(0o755)
    set_up(origin, "post-merge", str(command), tmp_path / "index", origin)
    ended, said = STATUSES[status]
    told = git(origin, "hook", "run", "post-merge", status=ended, CUTTINGS_HOOK_WAIT="0")
    assert said in told


def test_another_sync_is_waited_for(origin: Path, tmp_path: Path) -> None:
    """It may have begun before the import; then this one follows it."""
    command, tried = tmp_path / "command", tmp_path / "tried"
    command.write_text(f"#!/bin/sh\necho x >> {tried}\n[ $(wc -l < {tried}) -ge 2 ] || exit 3\n")
    command.chmod(0o755)
    set_up(origin, "post-merge", str(command), tmp_path / "index", origin)
    git(origin, "hook", "run", "post-merge")
    assert tried.read_text() == "x\nx\n"


def test_a_bare_repository_has_to_say_where_its_articles_are(origin: Path, tmp_path: Path) -> None:
    """Nothing is checked out, and nothing cleaned, where nobody said it."""
    bare = tmp_path / "bare.git"
    git(tmp_path, "clone", "--quiet", "--bare", str(origin), str(bare))
    set_up(bare, "post-receive", "false", tmp_path / "index", tmp_path)
    git(bare, "config", "--unset", "cuttings.articles")
    assert "cuttings.articles has to be set" in git(bare, "hook", "run", "post-receive", status=2)
