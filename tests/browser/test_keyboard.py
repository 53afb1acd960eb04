from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.support.pages import focused, has_script, total, wait_for_query
from tests.browser.support.paths import PATHS
from tests.webui.serving import Server

pytestmark = pytest.mark.browser

FOCUSED = "document.activeElement"
SEEN = f"""(() => {{
    const style = getComputedStyle({FOCUSED});
    const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
    return outlined || style.boxShadow !== 'none' || style.textDecorationLine !== 'none';
}})()"""
UNCOVERED = f"""(() => {{
    const box = {FOCUSED}.getClientRects()[0];
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return top !== null && (top.contains({FOCUSED}) || {FOCUSED}.contains(top));
}})()"""
MOST_STOPS = 250


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until a part of the page has the focus."""
    target = target.first
    for _ in range(MOST_STOPS):
        if target.evaluate(f"element => element === {FOCUSED}"):
            return
        page.keyboard.press("Tab")
    expect(target).to_be_focused()


def test_the_first_key_leads_past_the_header(page: Page, site: Server) -> None:
    """The first stop is a link that skips to the content, seen once it has the focus."""
    page.goto(f"{site.address}?q=ferry")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).not_to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    page.keyboard.press("Tab")
    assert page.evaluate(f"document.querySelector('main').contains({FOCUSED})")


def test_the_filters_are_a_few_keys_away(any_page: Page, site: Server) -> None:
    """A second link skips to the filters; Space ticks, and applies, or Enter does."""
    any_page.goto(f"{site.address}?q=ferry")
    any_page.keyboard.press("Tab")
    any_page.keyboard.press("Tab")
    expect(any_page.get_by_role("link", name="Skip to the filters")).to_be_focused()
    any_page.keyboard.press("Enter")
    any_page.keyboard.press("Tab")
    first = any_page.locator(".filters input").first
    expect(first).to_be_focused()
    any_page.keyboard.press("Space")
    expect(first).to_be_checked()
    if not has_script(any_page):
        any_page.keyboard.press("Enter")
    any_page.wait_for_url(re.compile("provider="))


def test_a_search_needs_no_mouse(any_page: Page, site: Server) -> None:
    """Tab reaches the box, Enter searches, Tab reaches the first hit."""
    any_page.goto(site.address)
    tab_to(any_page, any_page.locator("#q"))
    any_page.keyboard.type("ferry")
    any_page.keyboard.press("Enter")
    wait_for_query(any_page, q="ferry")
    tab_to(any_page, any_page.locator(".hits h2 a"))


def test_everything_is_done_with_keys(page: Page, newsstand: Server) -> None:
    """Finding a value, leaving one out, folding and the table need no mouse."""
    page.goto(newsstand.address)
    tab_to(page, page.get_by_role("searchbox", name="Find a provider"))
    page.keyboard.type("paper 0")
    expect(page.get_by_role("link", name="Leave out Paper 10")).to_have_count(0)
    tab_to(page, page.get_by_role("link", name="Leave out Paper 07"))
    page.keyboard.press("Enter")
    wait_for_query(page, not_provider="Paper 07")
    assert total(page) == 36
    tab_to(page, page.locator("input[name=not_provider]"))
    page.keyboard.press("Space")
    wait_for_query(page)
    tab_to(page, page.get_by_role("link", name="Fold stories"))
    page.keyboard.press("Enter")
    wait_for_query(page, group="story")
    tab_to(page, page.locator("summary", has_text="By day"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name="4 March 2021"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("from=2021-03-04"))
    assert total(page) == 1


def test_a_comparison_needs_no_mouse(page: Page, site: Server) -> None:
    """Its boxes, its table and its links are stops of the Tab key."""
    page.goto(f"{site.address}compare")
    tab_to(page, page.get_by_label("Query 1"))
    page.keyboard.type("ferry")
    page.keyboard.press("Tab")
    page.keyboard.type("strike")
    page.keyboard.press("Enter")
    wait_for_query(page, q=["ferry", "strike"])
    tab_to(page, page.locator("summary", has_text="The numbers"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("row", name=re.compile("^June 2022")).get_by_role("link"))
    page.keyboard.press("Enter")
    wait_for_query(page, q="ferry", from_="2022-06-01", to="2022-06-30")


@pytest.mark.parametrize(
    "name",
    ["folded", "article", "story", "comparison", "coverage", "who follows whom", "a pair"],
)
def test_the_focus_is_always_seen(page: Page, site: Server, name: str) -> None:
    """Every stop of the Tab key shows where it is, on the screen and not behind anything."""
    # What the focus changes must not be on its way when it is looked at.
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 1280, "height": 500})
    page.goto(site.address + PATHS[name])
    stops: list[str] = []
    while True:
        page.keyboard.press("Tab")
        if page.evaluate(f"{FOCUSED} === document.body"):
            break
        stop = focused(page, "outerHTML")[:300]
        assert page.evaluate(SEEN), stop
        assert page.evaluate(UNCOVERED), stop
        stops.append(stop)
        assert len(stops) < MOST_STOPS
    assert len(stops) > 15


def test_the_focus_follows_the_eye(page: Page, site: Server) -> None:
    """The order is header, hits, filters; the drawing of the dates is no stop."""
    page.goto(f"{site.address}?q=ferry&size=10")
    order = page.evaluate(
        """[...document.querySelectorAll('a[href], input, button, summary, [tabindex]')]
            .filter(e => e.tabIndex >= 0 && e.checkVisibility({visibilityProperty: true}))
            .map(e => e.closest('header, .results, .filters, footer')?.className || 'skip')"""
    )
    kinds = list(dict.fromkeys(order))
    assert kinds == ["skip", "container masthead", "results", "filters", "container"]
    assert order == sorted(order, key=kinds.index)
    assert page.locator("svg a:not([tabindex='-1'])").count() == 0
