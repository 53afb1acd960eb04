"""Syncs with an archive in a real cluster."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from indexer.checking.cluster_check import check_cluster
from indexer.checking.cluster_status import read_cluster_status
from indexer.contract.article import Fingerprint
from indexer.contract.cluster.cluster_state import read_state
from indexer.contract.cluster.connection import connect
from indexer.contract.cluster.index_names import article_index_number
from indexer.contract.cluster.mapping import CURRENT
from indexer.contract.errors import (
    DeletionsRefusedError,
    NoIndexError,
    SchemaVersionError,
)
from indexer.contract.settings import Settings
from indexer.syncing.sync import rebuild, sync
from tests.indexer.cluster.reading_back import contents_of, every_version
from tests.support.articles import write_article, write_file
from tests.support.commands import STOPPING, start
from tests.support.reports import counts

pytestmark = pytest.mark.cluster

FILE = Fingerprint(1, 1, "00" * 16)

# Some of these are one story, and two of them copies.
TITLES = (
    "Ferry crews on Skarrow vote nine to one to walk out on Friday",
    "Ferry crews on Skarrow vote nine to one to walk out",
    "Quantum processor passes thousand qubits in Delft",
    "Delft quantum processor passes a thousand qubits",
    "Harbour of Brenn reopens after storm",
)
NAMES = st.sampled_from(["a", "b", "c", "d/e", "d/f", "g"])
CHANGES = st.one_of(
    st.tuples(st.just("write"), NAMES, st.integers(0, len(TITLES) - 1), st.integers(1, 3)),
    st.tuples(st.just("remove"), NAMES),
    st.tuples(st.just("rename"), NAMES, NAMES),
)


def change(folder: Path, what: str, name: str, *more: object) -> None:
    """Change a file of a folder."""
    path = folder / f"{name}.md"
    if what == "write":
        title, day = more
        write_article(
            folder, name, title=TITLES[int(str(title))], publishedDateTime=f"2022-05-0{day}"
        )
    elif what == "remove":
        path.unlink(missing_ok=True)
    elif path.exists():
        target = folder / f"{more[0]}.md"
        target.parent.mkdir(exist_ok=True)
        path.replace(target)


@given(
    st.lists(
        st.tuples(st.lists(CHANGES, min_size=1, max_size=6), st.booleans()), min_size=1, max_size=4
    )
)
@examples(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_syncs_come_to_what_one_comes_to(
    tmp_path: Path,
    new_archive: Callable[[], Settings],
    rounds: list[tuple[list[tuple[str, ...]], bool]],
) -> None:
    """Whatever came, changed, went and was renamed: the archive is as if it were made anew.

    So it is for who remembers what the sync before knew, and for who has to ask.
    """
    folder = tmp_path / "articles"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    archive, fresh = new_archive(), new_archive()
    for changes, forget in rounds:
        for each in changes:
            change(folder, *each)
        if forget:
            shutil.rmtree(archive.opensearch_cache, ignore_errors=True)
        sync(folder, archive)
        contents = contents_of(archive)
    sync(folder, fresh)
    assert contents[:3] == contents_of(fresh)[:3]
    assert rebuild(folder, archive).articles == len(contents.articles)
    assert contents_of(archive) == contents
    assert check_cluster(connect(archive)).problems == ()


def test_a_sync_reports_what_it_does_with_a_folder(folder: Path, archive: Settings) -> None:
    """What is counted, and told of failures and renamed files, is what a local index tells."""
    for name in ("a", "b", "c"):
        write_article(folder, name, title=f"News of {name}", body=name)
    report = sync(folder, archive)
    assert counts(report) == counts(
        sync(
            folder,
            archive.model_copy(update={"backend": "local", "index": folder.parent / "index"}),
        )
    )
    assert (report.articles, report.generation) == (3, 1)
    again = sync(folder, archive)
    assert (again.counts.unchanged, again.generation, again.counts.changed) == (3, 1, False)
    past = contents_of(archive).histories
    (folder / "a.md").rename(folder / "z.md")
    write_file(folder / "b.md", "garbage")
    report = sync(folder, archive)
    assert (report.counts.renamed, report.articles, report.generation) == (1, 3, 2)
    (failure,) = report.failed
    assert (failure.path, failure.kept) == ("b.md", True)
    histories = contents_of(archive).histories
    assert histories["z"] == ("a", *past["a"][1:])
    assert histories["b"] == past["b"]
    status = read_cluster_status(connect(archive))
    assert (status.articles, status.generation) == (3, 2)
    assert status.last_sync is not None
    assert status.last_sync.failed == 1
    # What cannot be read now is carried over.
    assert rebuild(folder, archive).articles == 3
    assert contents_of(archive).histories == histories


def test_what_a_sync_knew_is_not_asked_for_again(
    folder: Path, archive: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As long as nobody else has written to the archive."""
    write_article(folder, "a", title=TITLES[0])
    write_article(folder, "b", title=TITLES[1])
    sync(folder, archive)

    def asking(*_: object) -> None:
        raise AssertionError("it asks for all articles")

    with monkeypatch.context() as patch:
        for place in ("versions.read_values", "current_versions.read_values"):
            patch.setattr(f"indexer.cluster.{place}", asking)
        write_article(folder, "c", title=TITLES[2])
        assert sync(folder, archive).counts.added == 1
        assert sync(folder, archive).counts.unchanged == 3
    elsewhere = archive.model_copy(update={"opensearch_cache": folder.parent / "elsewhere"})
    write_article(folder, "d", title=TITLES[3])
    assert sync(folder, elsewhere).counts.added == 1
    (folder / "a.md").unlink()
    assert sync(folder, archive).articles == 3
    assert check_cluster(connect(archive)).ok


def test_too_many_deletions_are_refused(folder: Path, archive: Settings) -> None:
    """An empty folder takes nothing away, and it is noted down that it was refused."""
    for number in range(101):
        write_article(folder, f"a{number}")
    sync(folder, archive)
    shutil.rmtree(folder)
    folder.mkdir()
    for action in (sync, rebuild):
        with pytest.raises(DeletionsRefusedError, match=archive.opensearch_index):
            action(folder, archive)
    assert read_state(connect(archive)).generation == 1
    status = read_cluster_status(connect(archive))
    assert status.last_sync is not None
    assert status.last_sync.result == "refused"
    assert len(_indexes(archive)) == 1


def test_aliases_call_articles_otherwise(folder: Path, archive: Settings) -> None:
    """A file of aliases renames the providers of articles whose files did not change."""
    write_article(folder, "a", provider={"name": "The Zeit", "domain": "zeit.de"})
    write_article(folder, "b", provider={"name": "BBC"})
    sync(folder, archive)
    write_file(folder / "providers.yml", "Die Zeit: [The Zeit]\n")
    assert sync(folder, archive).counts.updated == 1
    articles = contents_of(archive).articles
    assert articles["a"]["provider_label"] == "Die Zeit"
    assert articles["b"]["provider_label"] == "BBC"
    assert read_state(connect(archive)).aliases.called("the zeit") == "Die Zeit"
    (folder / "providers.yml").unlink()
    sync(folder, archive)
    assert contents_of(archive).articles["a"]["provider_label"] == "The Zeit"


def test_there_is_nothing_before_the_first_sync(archive: Settings) -> None:
    """Who looks is told that there is no archive."""
    for look in (read_cluster_status, check_cluster, read_state):
        with pytest.raises(NoIndexError, match="python -m indexer sync"):
            look(connect(archive))


def test_an_index_of_another_program_is_left_alone(folder: Path, archive: Settings) -> None:
    """Nothing is written to an index of this name that is not ours."""
    cluster = connect(archive)
    cluster.request("PUT", f"/{archive.opensearch_index}-state", {})
    write_article(folder, "a")
    for action in (sync, rebuild):
        with pytest.raises(SchemaVersionError, match="CUTTINGS_OPENSEARCH_INDEX"):
            action(folder, archive)
    assert cluster.request("GET", f"/{archive.opensearch_index}-state/_count")["count"] == 0


def test_a_rebuild_mends_what_is_garbled(folder: Path, archive: Settings) -> None:
    """A state that makes no sense, and an index that is gone, are told, and made anew."""
    write_article(folder, "a")
    sync(folder, archive)
    cluster = connect(archive)
    name = archive.opensearch_index
    cluster.request("DELETE", f"/{read_state(cluster).index}")
    assert not check_cluster(cluster).ok
    with pytest.raises(Exception, match="python -m indexer rebuild"):
        sync(folder, archive)
    report = rebuild(folder, archive)
    assert report.articles == 1
    assert "could not be read" in report.notes[0]
    cluster.request("PUT", f"/{name}-state/_doc/state", {"schema": 1, "generation": 7})
    assert not check_cluster(cluster).ok
    assert rebuild(folder, archive).generation == 8
    assert check_cluster(cluster).ok


def test_check_finds_what_does_not_go_together(folder: Path, archive: Settings) -> None:
    """A document that was changed by hand, and one that is gone."""
    write_article(folder, "a")
    write_article(folder, "b")
    sync(folder, archive)
    cluster = connect(archive)
    index = read_state(cluster).index
    change = {"doc": {"title": "garbled", "story": 77}}
    cluster.request("POST", f"/{index}/_update/0-1", change, {"refresh": "true"})
    problems = check_cluster(cluster).problems
    assert "the field title does not go with" in problems[0]
    assert problems[1:] == ("a story has an article that does not exist",)
    cluster.request("DELETE", f"/{index}/_doc/1-1", params={"refresh": "true"})
    assert "it has 1 articles instead of 2" in check_cluster(cluster).problems
    assert rebuild(folder, archive, allow_deletions=True).articles == 2
    assert check_cluster(cluster).ok


# A request for every article.
SMALL = """
import indexer.cluster.bulk as bulk
one = bulk.parts
bulk.parts = lambda operations, _: one(operations, 1)
"""

PLACES = [
    ("fenced_state", "indexer.syncing.targets.cluster_archive", 1),
    ("clean_up", "indexer.cluster.cluster_batch", 1),
    ("send", "indexer.cluster.cluster_batch", 1),
    ("_Sending._once", "indexer.cluster.bulk", 2),
    ("refresh", "indexer.cluster.cluster_batch", 1),
    ("write_state", "indexer.cluster.cluster_batch", 1),
]


@pytest.mark.parametrize("command", ["sync", "rebuild"])
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place[0])
def test_killing_leaves_the_old_state(
    folder: Path,
    archive: Settings,
    place: tuple[str, str, int],
    command: str,
) -> None:
    """After ``kill -9`` readers have the old state, and the next sync cleans up and goes on."""
    write_article(folder, "a", title=TITLES[0])
    write_article(folder, "b", title=TITLES[2])
    sync(folder, archive)
    before = contents_of(archive)
    write_article(folder, "c", title=TITLES[1])
    write_article(folder, "d", title=TITLES[3])
    write_article(folder, "b", title=TITLES[4])
    named = {
        f"CUTTINGS_{name.upper()}": str(getattr(archive, name))
        for name in ("backend", "opensearch_url", "opensearch_index", "opensearch_replicas")
    }
    script = f"import os\nos.environ.update({named})\n{SMALL}{STOPPING}"
    process = start(script, *place, command, folder, "--jobs", "1")
    assert process.stdout is not None
    assert process.stdout.readline() == "there\n"
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=30)
    assert contents_of(archive) == before
    report = sync(folder, archive)
    assert (report.articles, report.counts.updated, report.counts.added) == (4, 1, 2)
    after = contents_of(archive)
    assert after.histories["a"] == before.histories["a"]
    state, versions = every_version(archive)
    assert {each["from"] for each in versions} <= {1, 2}
    assert {each["until"] for each in versions} <= {2, CURRENT}
    assert check_cluster(connect(archive)).problems == ()
    assert _indexes(archive) == [state.index]


def _indexes(archive: Settings) -> list[str]:
    name = archive.opensearch_index
    every = connect(archive).request("GET", f"/{name}-*/_settings")
    return sorted(index for index in every if article_index_number(name, index))
