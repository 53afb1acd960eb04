"""JSON Feed documents."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.webui.formats.syndication.documents import document, item
from tests.webui.formats.syndication.json_feeds import assert_json_feed
from tests.webui.search.library import generated
from webui.formats.syndication.feed_document import FeedItem
from webui.formats.syndication.json_feed import write_json_feed


@pytest.mark.parametrize(
    "items", [[], [item()], [item(published="", author="", page="", tags=(), image="")]]
)
def test_a_document_has_what_the_specification_wants(items: list[FeedItem]) -> None:
    """Each field has its type, and those that must be there are, with entries and without."""
    for following in ("", "https://n.example/f"):
        feed = json.loads(write_json_feed(document(items=items, next=following)))
        assert_json_feed(feed)
        assert feed.get("next_url", "") == following
        assert len(feed["items"]) == len(items)


def test_an_item_has_all_that_is_known() -> None:
    """Times, author, tags and picture; our own page stands in an extension."""
    (found,) = json.loads(write_json_feed(document()))["items"]
    assert found == {
        "id": "urn:uuid:00000000-0000-5000-8000-000000000000",
        "url": "https://fen.example/storm?a=1&b=2",
        "title": "A <b>storm</b> & more",
        "content_html": "<p>A <mark>storm</mark> &amp; more</p>",
        "image": "https://fen.example/storm.png",
        "date_published": "2021-06-02T00:00:00Z",
        "date_modified": "2024-12-31T12:00:00Z",
        "authors": [{"name": "The Fen"}],
        "tags": ["Weather", "“Sea” & coast"],
        "_cuttings": {"url": "https://n.example/article/storm"},
    }


@generated(100)
@given(st.text(st.characters(categories=None), min_size=1))
def test_any_text_comes_out_as_it_went_in(text: str) -> None:
    """The JSON is ASCII, whatever stands in an article."""
    written = write_json_feed(document(items=[item(title=text)]))
    assert written.isascii()
    assert json.loads(written)["items"][0]["title"] == text
