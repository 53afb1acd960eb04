from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.support.pages import query_of, total, wait_for_query
from tests.webui.serving import Server

pytestmark = pytest.mark.browser


def test_words_are_searched_with_enter(any_page: Page, site: Server) -> None:
    """Typing words and Enter shows hits with the words marked, at an address to keep."""
    any_page.goto(site.address)
    box = any_page.get_by_label("Search the articles")
    box.fill("ferry strike")
    box.press("Enter")
    wait_for_query(any_page, q="ferry strike")
    expect(any_page.locator("#found")).to_contain_text("article")
    expect(box).to_have_value("ferry strike")
    expect(any_page.locator("article mark").first).to_have_text(re.compile("ferr|strike", re.I))
    expect(any_page).to_have_title("ferry strike – Cuttings")


def test_the_button_searches_too(any_page: Page, site: Server) -> None:
    """Who does not know of Enter has a button."""
    any_page.goto(site.address)
    any_page.get_by_label("Search the articles").fill("lobster")
    any_page.get_by_role("button", name="Search").click()
    wait_for_query(any_page, q="lobster")


def test_hits_are_sorted(any_page: Page, site: Server) -> None:
    """Another order is a link; the first hit becomes the oldest article."""
    any_page.goto(site.address)
    newest = any_page.locator(".hits h2").first.inner_text()
    any_page.get_by_role("link", name="Oldest").click()
    wait_for_query(any_page, sort="oldest")
    assert any_page.locator(".hits h2").first.inner_text() != newest
    expect(any_page.locator(".hits time").first).to_contain_text("2022")


def test_pages_are_turned(any_page: Page, site: Server) -> None:
    """Next and Previous lead through the hits, the filters kept."""
    any_page.goto(f"{site.address}?size=10&not_type=video")
    first = any_page.locator(".hits h2").all_inner_texts()
    any_page.get_by_role("link", name="Next").click()
    wait_for_query(any_page, size="10", page="2", not_type="video")
    assert not set(first) & set(any_page.locator(".hits h2").all_inner_texts())
    any_page.get_by_role("link", name="Previous").click()
    wait_for_query(any_page, size="10", not_type="video")
    assert any_page.locator(".hits h2").all_inner_texts() == first


def test_a_page_may_hold_more_hits(page: Page, site: Server) -> None:
    """How many hits a page has is a choice below them."""
    page.goto(site.address)
    page.get_by_role("link", name="50 hits a page").click()
    wait_for_query(page, size="50")
    expect(page.locator(".hits > li")).to_have_count(50)


def test_a_misspelt_word_is_mended_with_a_click(any_page: Page, site: Server) -> None:
    """The mended query is offered, and finds what it promised."""
    any_page.goto(f"{site.address}?q=fery")
    any_page.get_by_role("link", name="ferry", exact=True).click()
    wait_for_query(any_page, q="ferry")
    assert total(any_page) > 0


def test_nothing_found_leads_on(any_page: Page, site: Server) -> None:
    """A search without hits says what was understood and has ways out, which find something."""
    any_page.goto(f"{site.address}?q=title:ferry&provider=The+Proving+Drawer")
    expect(any_page.get_by_role("heading", level=2)).to_have_text("Nothing found")
    way = any_page.locator(".results ul:not([class]) li").first
    found = int(re.findall(r": ([\d,]+) article", way.inner_text())[0].replace(",", ""))
    way.get_by_role("link").click()
    any_page.wait_for_url(lambda url: "title:ferry" not in url)
    assert total(any_page) == found > 0


def test_a_page_that_is_too_far_leads_back(page: Page, site: Server) -> None:
    """Past the last page is a link to the last."""
    page.goto(f"{site.address}?q=ferry&page=9")
    page.get_by_role("link", name="go to the last").click()
    wait_for_query(page, q="ferry")
    assert page.locator(".hits > li").count() == total(page)


def test_an_article_and_its_story(any_page: Page, site: Server) -> None:
    """A title leads to the article, its story to the others, its topics to a search."""
    any_page.goto(f"{site.address}?q=title:halts+ferry&provider=Meridian+Wire")
    any_page.get_by_role("link", name=re.compile("^Ferry strike halts")).click()
    heading = any_page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Ferry strike halts passenger sailings to Skarrow Islands")
    any_page.get_by_role("link", name="Ferry strike ends after overnight talks").first.click()
    expect(heading).to_have_text("Ferry strike ends after overnight talks on rest hours")
    any_page.locator("dd a.topic").first.click()
    any_page.wait_for_url(re.compile("topic="))
    assert list(query_of(any_page)) == ["topic"]
    assert total(any_page) > 1


def test_without_an_index_the_page_says_what_to_run(page: Page, empty_site: Server) -> None:
    """No index is a page with the command that makes one, not "nothing found"."""
    page.goto(empty_site.address)
    expect(page.get_by_role("heading", level=1)).to_have_text("The index cannot be searched")
    expect(page.locator("main")).to_contain_text("python -m indexer sync ARTICLES")
