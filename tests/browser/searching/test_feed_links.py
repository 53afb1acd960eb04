"""Where feed readers, and whoever looks for a link, find the feed of a search."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.support.pages import wait_for_query
from tests.webui.serving import Server

pytestmark = pytest.mark.browser


def test_the_head_names_the_feed_of_what_is_shown(any_page: Page, site: Server) -> None:
    """Also when filters were ticked since, with scripts and without."""
    any_page.goto(f"{site.address}?q=ferry")
    feed = any_page.locator("link[rel=alternate][type='application/atom+xml']")
    expect(feed).to_have_attribute("href", "/feed.atom?q=ferry")
    any_page.get_by_role("link", name="Fold stories").click()
    wait_for_query(any_page, q="ferry", group="story")
    any_page.goto(f"{site.address}?q=strike")
    box = any_page.get_by_role("combobox").or_(any_page.get_by_role("searchbox")).first
    box.fill("bridge")
    box.press("Enter")
    wait_for_query(any_page, q="bridge")
    expect(feed).to_have_attribute("href", "/feed.atom?q=bridge")
    expect(any_page.locator("link[rel=alternate]")).to_have_count(2)
    link = any_page.get_by_role("link", name="Feed", exact=True)
    expect(link).to_have_attribute("href", "/feed.atom?q=bridge")
