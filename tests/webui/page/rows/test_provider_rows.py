"""Rows of providers, and addresses that are put together from parts which are made once."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, url_for
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.settings import Settings
from tests.webui.search.library import asking, generated
from webui.app import create_app
from webui.page.addresses import article_url, dated_url, search_url, story_url
from webui.page.paths import path_of, path_of_article
from webui.page.rows.provider_rows import covering_rows, silent_rows
from webui.search.criteria.criteria import Criteria
from webui.search.results.whole.coverage import CoverageRow, SilentProvider

VALUES = st.lists(st.text(min_size=1, max_size=8), max_size=3)


def covering_row(provider: str, **values: Any) -> CoverageRow:
    """Return what is told of a provider with hits."""
    told = {
        "count": 1234, "output": 2468, "share": 0.5, "low": 0.48, "high": 0.52, "expected": 12.5,
        "first": "2021-08-26T00:00:00Z", "last": "2021-08-27T10:05:00Z",
    }  # fmt: skip
    return CoverageRow(provider=provider, **{**told, **values})


def silent_row(provider: str, **values: Any) -> SilentProvider:
    """Return what is told of a provider without hits."""
    told = {
        "output": 300, "high": 0.01, "expected": 3.5, "chance": 0.02, "telling": True, "gap": None
    }  # fmt: skip
    return SilentProvider(provider=provider, **{**told, **values})


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
    providers = [*chosen, *left_out, "="]
    wanted = [search_url(criteria.including("provider", each)) for each in providers]
    covering = covering_rows([covering_row(each) for each in providers], criteria)
    assert [row.address for row in covering] == wanted
    silent = silent_rows([silent_row(each) for each in providers], criteria)
    assert [row.address for row in silent] == wanted


@generated(100)
@given(VALUES, st.text(max_size=8), st.sampled_from(["", "2020", "7d"]))
def test_days_lead_to_searches_narrowed_to_them(chosen: list[str], q: str, given_: str) -> None:
    """The address is that of the search, and keeps no other way of giving dates."""
    dates = {"last": given_} if given_ == "7d" else {"from_": given_}
    criteria = asking(q=q, provider=chosen, added_from="2021", **dates)
    days = ("2021-08-01", "2021-08-31")
    narrowed = criteria.changed(from_=days[0], to=days[1])
    assert dated_url(criteria)(*days) == search_url(narrowed)


def test_a_row_is_written_as_it_is_read() -> None:
    """Numbers have commas, shares a percent sign, times their day or more."""
    rows = [covering_row("A", count=1234, expected=0.04, first=None, last="2021-08-27T10:05:00Z")]
    (by_day,) = covering_rows(rows, Criteria())
    (by_minute,) = covering_rows(rows, Criteria(), to_the_minute=True)
    assert by_day[2:7] == ("1,234", "<0.1", "50 %", "2,468", "48 % to 52 %")
    assert by_day.times == ((None, "no date"), ("2021-08-27T10:05:00Z", "27 August 2021"))
    assert by_minute.times[1][1] == "27 August 2021, 10:05 UTC"
    (silent,) = silent_rows([silent_row("A", chance=0.0004)], Criteria())
    assert silent[2:] == ("300", "3.5", "<0.1 %", True, None)


def test_what_is_not_counted_is_empty() -> None:
    """Where providers are counted nothing is expected of them."""
    (row,) = covering_rows([covering_row("A", low=None, high=None, expected=None)], Criteria())
    assert (row.expected, row.interval) == ("", "")
    (silent,) = silent_rows([silent_row("A", expected=None, chance=None)], Criteria())
    assert (silent.expected, silent.chance) == ("", "")


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
