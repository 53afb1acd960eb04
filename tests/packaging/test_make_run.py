"""``make run`` keeps an index for each folder of articles."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import SAMPLE_ARTICLES

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not here")


def indexes(articles: str | None, *options: str) -> tuple[str, str, str]:
    """Return the articles that ``make run`` syncs, and the indexes that it syncs and serves."""
    environment = {name: text for name, text in os.environ.items() if not name.startswith("MAKE")}
    arguments = [] if articles is None else [f"ARTICLES={articles}"]
    done = subprocess.run(
        ["make", "--dry-run", "--assume-old", ".venv/run/ready", "run", *arguments, *options],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    sync, serve = done.stdout.replace("\\\n", "").splitlines()
    words, served = shlex.split(sync), shlex.split(serve)
    assert words[1:4] == ["-m", "indexer", "sync"]
    return words[4], words[words.index("--index") + 1], served[served.index("--index") + 1]


@pytest.mark.parametrize(
    "articles", [None, "index_data/sample_articles/", os.path.relpath(SAMPLE_ARTICLES, ROOT)]
)
def test_the_sample_articles_have_the_index_that_all_commands_begin_with(
    articles: str | None,
) -> None:
    """However their folder is written."""
    _, *both = indexes(articles)
    assert both == ["index_data/index"] * 2


def test_each_other_folder_has_one_of_its_own(tmp_path: Path) -> None:
    """Of folders of one name, too, with blanks and quotes in it; it stays however it is written."""
    first, second = tmp_path / "a" / "my reader's news", tmp_path / "b" / "my reader's news"
    (tmp_path / "a").mkdir()
    found = [indexes(str(folder)) for folder in (first, second)]
    assert [articles for articles, *_ in found] == [str(first), str(second)]
    assert [synced for _, synced, _ in found] == [served for _, _, served in found]
    names = {synced for _, synced, _ in found}
    assert len(names) == 2
    for name in names:
        assert name.startswith("index_data/indexes/my-reader-s-news-")
    relative = f"{os.path.relpath(tmp_path, ROOT)}/b/../a/my reader's news/"
    assert indexes(relative)[1] == found[0][1]


def test_an_index_that_is_named_is_taken(tmp_path: Path) -> None:
    """As when one goes on with the index that an earlier version kept for all folders."""
    _, *both = indexes(str(tmp_path), "INDEX=index_data/index")
    assert both == ["index_data/index"] * 2
