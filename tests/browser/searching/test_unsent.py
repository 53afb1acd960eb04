"""What is open or typed while filters apply."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.support.pages import box, query_of, unfold, wait_for_query
from tests.webui.serving import Server

pytestmark = pytest.mark.browser


def test_typed_words_are_neither_sent_nor_lost_by_a_tick(page: Page, site: Server) -> None:
    """Words wait for Enter, whatever is ticked, left out or followed before."""
    page.goto(f"{site.address}?q=ferry")
    words = page.locator("#q")
    words.fill("ferry strike")
    box(page, "Transport").check()
    wait_for_query(page, q="ferry", topic="Transport")
    expect(words).to_have_value("ferry strike")
    page.get_by_role("link", name="Leave out Meridian Wire").click()
    wait_for_query(page, q="ferry", topic="Transport", not_provider="Meridian Wire")
    expect(words).to_have_value("ferry strike")
    page.get_by_role("link", name="Oldest").click()
    wait_for_query(page, q="ferry", topic="Transport", not_provider="Meridian Wire", sort="oldest")
    expect(words).to_have_value("ferry strike")
    words.press("Enter")
    wait_for_query(
        page, q="ferry strike", topic="Transport", not_provider="Meridian Wire", sort="oldest"
    )


def test_words_of_a_link_replace_those_that_are_typed(page: Page, site: Server) -> None:
    """Who follows a mended query sees it in the box."""
    page.goto(f"{site.address}?q=fery")
    page.locator("#q").fill("something else")
    page.locator(".notice").get_by_role("link", name="ferry").click()
    wait_for_query(page, q="ferry")
    expect(page.locator("#q")).to_have_value("ferry")


def test_a_typed_date_applies_with_the_link_that_ends_it(page: Page, site: Server) -> None:
    """A date counts when its field is left, be it for a link that changes the page."""
    page.goto(f"{site.address}?q=ferry")
    page.get_by_role("textbox", name="From", exact=True).fill("2023")
    page.get_by_role("link", name="Leave out Meridian Wire").click()
    wait_for_query(page, q="ferry", not_provider="Meridian Wire", from_="2023")


def test_open_panels_stay_open(page: Page, site: Server) -> None:
    """The table by date and who covers it stay as they are while filters apply."""
    page.goto(f"{site.address}?q=ferry")
    unfold(page, "Who covers it")
    box(page, "Transport").check()
    wait_for_query(page, q="ferry", topic="Transport")
    expect(page.locator("details.coverage")).to_have_attribute("open", "")
    expect(page.locator("details.dates-table")).not_to_have_attribute("open", "")
    page.get_by_role("link", name="Oldest").click()
    wait_for_query(page, q="ferry", topic="Transport", sort="oldest")
    expect(page.locator("details.coverage")).to_have_attribute("open", "")


def test_what_is_looked_for_in_a_list_is_not_in_the_address(page: Page, newsstand: Server) -> None:
    """An address says what is searched; the list that one looks through is nobody else's."""
    page.goto(f"{newsstand.address}?q=harvest")
    names = page.get_by_role("group", name="Provider").locator(".value")
    page.get_by_role("searchbox", name="Find a provider").press_sequentially("39")
    expect(names).to_have_text(["Paper 39"])
    assert query_of(page) == {"q": ["harvest"]}
    box(page, "Paper 39").check()
    wait_for_query(page, q="harvest", provider="Paper 39")
    expect(names).to_have_text(["Paper 39"])
    page.go_back()
    wait_for_query(page, q="harvest")
    expect(box(page, "Paper 39")).to_have_count(0)
