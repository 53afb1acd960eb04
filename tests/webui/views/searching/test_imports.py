"""When articles came into the index, as pages say it."""

from __future__ import annotations

from pathlib import Path

from tests.support.articles import write_article
from tests.webui.clients import client_of, page_of
from tests.webui.serving import sync_into
from tests.webui.views.test_api import get


def test_what_is_imported_late_is_said_to_be(tmp_path: Path) -> None:
    """Not of the first sync, which brings what was published long ago; and what came is listed."""
    folder, index = tmp_path / "articles", tmp_path / "index"
    write_article(folder, "old", title="An old storm", publishedDateTime="2020-01-05T10:00:00Z")
    sync_into(index, folder)
    write_article(folder, "late", title="A late storm", publishedDateTime="2020-01-06T10:00:00Z")
    write_article(folder, "undated", title="A storm of no day")
    sync_into(index, folder)
    client = client_of(index)
    hits = {each["id"]: each for each in get(client, "/api/search?q=storm&sort=added")["hits"]}
    assert hits["late"]["added_generation"] > hits["old"]["added_generation"]
    assert list(hits)[-1] == "old"
    page = page_of(client, "/?q=storm&as_of=1")
    late = {hit.one("h2").text for hit in page.hits if "imported" in hit.text}
    assert late == {"A late storm"}
    told = page.one("div", class_="told-changes")
    assert "Since generation 1, 2 hits came" in told.text
    # The heading of the page is of the first level, and none is left out.
    assert told.one("h2").text == "Came"
    assert "imported late" in page_of(client, "/article/late").main.text
    about = page_of(client, "/article/old").main.text
    assert "First indexed" in about
    assert "imported late" not in about
    since = get(client, "/api/search?since=1")
    assert {each["id"] for each in since["hits"]} == {"late", "undated"}
