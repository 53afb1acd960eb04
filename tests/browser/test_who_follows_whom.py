from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.support.pages import wait_for_query
from tests.webui.serving import Server

pytestmark = pytest.mark.browser


def test_a_search_leads_to_the_evidence(any_page: Page, site: Server) -> None:
    """From the hits to the pairs, from a number to the stories that it counts, and to one."""
    any_page.goto(f"{site.address}?q=ferry+OR+strike")
    any_page.locator(".disclosures").get_by_role("link", name="Who follows whom").click()
    expect(any_page.get_by_role("heading", level=1)).to_have_text(
        "Who follows whom on ferry OR strike"
    )
    any_page.get_by_role("link", name="2 stories or more").click()
    wait_for_query(any_page, q="ferry OR strike", min_stories="2")
    row = any_page.locator(".pairs tbody").first.get_by_role("row").first
    provider = row.get_by_role("rowheader").inner_text()
    number = row.get_by_role("cell").first.get_by_role("link")
    count = int(number.inner_text())
    number.click()
    any_page.wait_for_url(re.compile("#before$"))
    first = any_page.get_by_role("region", name=f"{provider} first")
    stories = first.get_by_role("listitem")
    expect(stories).to_have_count(count)
    expect(stories.first.get_by_role("paragraph").first).to_contain_text(provider)
    expect(stories.first).to_contain_text("later")
    stories.first.get_by_role("link", name="Story of").click()
    any_page.wait_for_url(re.compile("/story/"))
    expect(any_page.locator("main")).to_contain_text(provider)


def test_all_of_it_is_one_click_away_from_anywhere(page: Page, site: Server) -> None:
    """The foot of every page leads to the pairs of the whole archive."""
    page.goto(f"{site.address}status")
    page.get_by_role("contentinfo").get_by_role("link", name="Who follows whom").click()
    expect(page.get_by_role("heading", name="3 pairs of providers")).to_be_visible()


def test_a_phone_shows_the_pairs_whole(page: Page, site: Server) -> None:
    """The table is no wider than the screen: nothing of it has to be found by scrolling."""
    page.set_viewport_size(PHONE)
    page.goto(f"{site.address}followers?min_stories=2")
    expect(page.locator(".pairs tbody")).to_have_count(19)
    table = page.locator(".scrolled")
    assert table.evaluate("one => one.scrollWidth - one.clientWidth") <= 0
