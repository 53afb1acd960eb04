from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.support.pages import total
from tests.webui.serving import Server

pytestmark = pytest.mark.browser


def test_the_ledger_leads_to_the_articles_of_a_month(any_page: Page, site: Server) -> None:
    """From the foot of a page to the ledger, and from a cell to the articles that it counts."""
    any_page.goto(f"{site.address}status")
    any_page.get_by_role("link", name="Ledger", exact=True).click()
    expect(any_page.get_by_role("heading", level=1)).to_have_text("Ledger")
    cell = any_page.locator(".heat td.level-4 a").first
    count = int(cell.inner_text())
    cell.click()
    any_page.wait_for_url(re.compile("provider=.*from="))
    assert total(any_page) == count


def test_a_provider_is_found_by_a_part_of_its_name(any_page: Page, site: Server) -> None:
    """The form keeps the columns and the order."""
    any_page.goto(f"{site.address}ledger?interval=year&by=name")
    any_page.get_by_role("searchbox", name="Provider").fill("radio")
    any_page.get_by_role("button", name="Show").click()
    any_page.wait_for_url(re.compile("find_provider=radio"))
    assert "interval=year" in any_page.url
    assert "by=name" in any_page.url
    expect(any_page.locator(".heat tbody th")).to_have_text(["All articles", "Radio Sarn 94.6"])


@pytest.mark.parametrize("width", [390, 1280])
def test_names_stay_where_they_are_while_months_scroll(
    page: Page, site: Server, width: int
) -> None:
    """The table scrolls inside of its region, with the providers in view; the page does not."""
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{site.address}ledger?interval=week")
    region = page.get_by_role("region", name="Articles by provider and week")
    region.evaluate("region => { region.scrollLeft = 500; }")
    name = region.get_by_role("rowheader").nth(1).bounding_box()
    around = region.bounding_box()
    assert name is not None
    assert around is not None
    assert abs(name["x"] - around["x"]) < 2
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_ledger_is_seen_from_its_newest_end(any_page: Page, newsstand: Server) -> None:
    """On a phone the last column is in sight, with the names, and the first can be reached."""
    any_page.set_viewport_size(PHONE)
    any_page.goto(f"{newsstand.address}ledger?interval=day")
    steps = any_page.locator(".heat .step")
    assert steps.count() > 10
    expect(steps.last).to_be_in_viewport()
    expect(any_page.locator(".heat tbody th").first).to_be_in_viewport()
    expect(steps.first).not_to_be_in_viewport()
    steps.first.scroll_into_view_if_needed()
    expect(steps.first).to_be_in_viewport()


def test_a_small_ledger_begins_at_the_left(page: Page, newsstand: Server) -> None:
    """What does not scroll is where tables are."""
    page.goto(f"{newsstand.address}ledger?interval=year")
    left = "part => part.getBoundingClientRect().left"
    assert page.locator(".heat").evaluate(left) == page.locator("h1").evaluate(left)
