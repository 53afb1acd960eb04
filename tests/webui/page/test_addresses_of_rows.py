"""Addresses that are put together from parts which are made once."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask, url_for
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.settings import Settings
from tests.webui.search.library import asking, generated
from webui.app import create_app
from webui.page.addresses import article_url, search_url, story_url
from webui.page.paths import path_of, path_of_article
from webui.page.row_addresses import by_provider
from webui.search.criteria.criteria import Criteria

VALUES = st.lists(st.text(min_size=1, max_size=8), max_size=3)


@dataclass(frozen=True)
class Row:
    """Something that is told of a provider."""

    provider: str


@pytest.fixture(scope="module")
def app() -> Flask:
    """An application that knows nothing."""
    return create_app(Settings())


@pytest.mark.parametrize("prefix", ["", "/cuttings", "/a/b"])
def test_paths_are_those_of_flask_below_each_prefix(app: Flask, prefix: str) -> None:
    """A path that was looked up below one prefix is never that of another one."""
    with app.test_request_context(base_url=f"http://localhost{prefix}"):
        assert path_of("search.page") == url_for("search.page") == f"{prefix}/"
        assert path_of("static", filename="a.js", v="1") == f"{prefix}/static/a.js?v=1"
        assert path_of_article("article.page", "2021/a b") == f"{prefix}/article/2021/a%20b"


@generated(100)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_paths_of_articles_are_those_of_flask(id: str) -> None:
    """Whatever characters the name of a file has."""
    assert path_of_article("article.page", id) == url_for("article.page", article_id=id)


@generated(100)
@given(VALUES, VALUES, st.text(max_size=8), st.booleans())
def test_rows_lead_to_searches_narrowed_to_their_provider(
    chosen: list[str], left_out: list[str], q: str, images: bool
) -> None:
    """The address is that of the search, whatever equals signs stand in its parameters."""
    criteria = asking(
        q=q, provider=chosen, topic=chosen, not_provider=left_out, find_provider=chosen[:1],
        images=images,
    )  # fmt: skip
    for row, address in by_provider([Row(value) for value in [*chosen, *left_out, "="]], criteria):
        assert address == search_url(criteria.including("provider", row.provider))


def test_links_keep_page_one_of_the_search() -> None:
    """An article is reached from page 3 with the address that it has on page 1."""
    criteria = Criteria(q="cloud", page=3)
    assert article_url("a", criteria) == "/article/a?q=cloud"
    assert story_url("a", criteria, whole=True) == "/story/a?q=cloud&whole=1"
    assert story_url("a", Criteria(page=3), whole=True) == "/story/a"


def test_a_long_search_is_not_repeated() -> None:
    """Only whether there are pictures."""
    criteria = Criteria(q="x" * 2000, images=False)
    assert article_url("a", criteria) == "/article/a?images=0"
