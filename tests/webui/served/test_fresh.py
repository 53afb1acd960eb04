"""How soon a finished sync is seen."""

from __future__ import annotations

import json
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from indexer.syncing.sync import rebuild
from tests.support.articles import write_article
from tests.webui.clients import client_of, page_of
from tests.webui.serving import DEADLINE, Answer, Server, serving, settings_for, sync_into, until

pytestmark = pytest.mark.slow

# The design's promise.
SEEN_WITHIN = 2.0


def test_a_finished_sync_is_seen_without_a_restart(tmp_path: Path) -> None:
    """Added, changed and deleted articles are answered for within two seconds of the sync."""
    articles, index = tmp_path / "articles", tmp_path / "index"
    write_article(articles, "one", title="First words")
    gone = write_article(articles, "two", title="Gone soon")
    sync_into(index, articles)
    client = client_of(index)
    assert page_of(client, "/").one("p", id="found").text == "2 articles"
    write_article(articles, "one", title="Other words")
    write_article(articles, "three", title="New here")
    gone.unlink()
    sync_into(index, articles)
    until(lambda: client.get("/article/three").status_code == 200, SEEN_WITHIN)
    assert page_of(client, "/article/one").one("h1").text == "Other words"
    assert client.get("/article/two").status_code == 404


class _Asking:
    """A kept connection, so that one worker answers all that is asked by it."""

    def __init__(self, server: Server) -> None:
        self._connection = HTTPConnection("127.0.0.1", server.port, timeout=DEADLINE)

    def close(self) -> None:
        """End it."""
        self._connection.close()

    def get(self, path: str) -> bytes:
        """Return the body of an answer."""
        self._connection.request("GET", path)
        return self._connection.getresponse().read()

    def found(self) -> int:
        """Return how many articles there are."""
        return int(json.loads(self.get("/api/search"))["total"])

    def searches(self) -> float:
        """Return how many searches the worker has answered."""
        counted = rb'cuttings_requests_total\{[^}]*route="/api/search"[^}]*\} ([0-9.]+)'
        return sum(map(float, re.findall(counted, self.get("/metrics"))))


def test_a_finished_sync_is_seen_by_every_worker(tmp_path: Path) -> None:
    """Within two seconds, by whichever of several processes answers; kept answers hide nothing."""
    articles = tmp_path / "articles"
    write_article(articles, "one")
    index = sync_into(tmp_path / "index", articles)
    with serving(index, "--workers", "2") as server, ExitStack() as opened:
        asking: list[_Asking] = []

        def both_answer() -> bool:
            asking.append(_Asking(server))
            opened.callback(asking[-1].close)
            assert asking[-1].found() == asking[-1].found() == 1
            return any(each.searches() < 2 * len(asking) for each in asking)

        until(both_answer)
        write_article(articles, "two")
        sync_into(index, articles)
        until(lambda: {each.found() for each in asking} == {2}, SEEN_WITHIN)


def test_every_answer_comes_from_one_state_while_syncs_go_on(tmp_path: Path) -> None:
    """Hits, facets and counts agree with each other in every answer, and none is an error."""
    articles = tmp_path / "articles"
    write_article(articles, "0", topics=["t"], provider={"name": "p"})
    index = sync_into(tmp_path / "index", articles)
    done = threading.Event()

    def ask(server: Server) -> set[int]:
        seen = set()
        while not done.is_set():
            answer = server.get("/api/search?q=title&size=100")
            assert answer.status == 200
            found = json_of(answer)
            count = found["index"]["articles"]
            assert found["total"] == len(found["hits"]) == count
            assert found["facets"]["provider"][0]["count"] == count
            assert found["facets"]["topic"][0]["count"] == count
            assert found["facets"]["date"]["missing"] == count
            seen.add(count)
        return seen

    with serving(index) as server, ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(ask, server) for _ in range(4)]
        try:
            for number in range(1, 9):
                write_article(articles, str(number), topics=["t"], provider={"name": "p"})
                sync_into(index, articles)
            until(lambda: json_of(server.get("/api/status"))["index"]["articles"] == 9, SEEN_WITHIN)
        finally:
            done.set()
        assert set.union(*(reader.result() for reader in readers)) <= set(range(1, 10))


def test_an_index_that_is_made_later_is_served(tmp_path: Path) -> None:
    """A server that starts without an index says so, and answers once there is one."""
    write_article(tmp_path / "articles", "one")
    with serving(tmp_path / "index") as server:
        assert server.get("/api/status").status == 503
        sync_into(tmp_path / "index", tmp_path / "articles")
        until(lambda: server.get("/api/status").status == 200, SEEN_WITHIN)
        assert json_of(server.get("/api/search"))["total"] == 1


# Whoosh does not close a file that it cannot read.
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
@pytest.mark.timeout(60)
def test_an_index_that_is_mended_is_served(tmp_path: Path) -> None:
    """A server over a damaged index answers 503, and 200 after a rebuild."""
    write_article(tmp_path / "articles", "one")
    index = sync_into(tmp_path / "index", tmp_path / "articles")
    (toc,) = index.glob("*.toc")
    toc.write_bytes(toc.read_bytes()[:100])
    with serving(index) as server:
        assert server.get("/").status == 503
        rebuild(tmp_path / "articles", settings_for(index))
        until(lambda: server.get("/").status == 200, SEEN_WITHIN)


def json_of(answer: Answer) -> Any:
    """Return the JSON of an answer."""
    return json.loads(answer.body)
