from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.webui.serving import Server

pytestmark = pytest.mark.browser

FOCUSED = "document.activeElement"
SEEN = f"""(() => {{
    const style = getComputedStyle({FOCUSED});
    const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
    return outlined || style.boxShadow !== 'none' || style.textDecorationLine !== 'none';
}})()"""
UNCOVERED = f"""(() => {{
    const box = {FOCUSED}.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return top !== null && (top.contains({FOCUSED}) || {FOCUSED}.contains(top));
}})()"""


def focused(page: Page, attribute: str) -> str:
    """Return a property of the element that has the focus."""
    return str(page.evaluate(f"{FOCUSED}.{attribute}"))


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


def test_the_filters_are_a_few_keys_away(page: Page, site: Server) -> None:
    """A second link skips to the filters; Space ticks, Enter applies."""
    page.goto(f"{site.address}?q=ferry")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the filters")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    first = page.locator(".filters input").first
    expect(first).to_be_focused()
    page.keyboard.press("Space")
    expect(first).to_be_checked()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("provider="))


def test_a_search_needs_no_mouse(page: Page, site: Server) -> None:
    """Tab reaches the box, Enter searches, Tab reaches the first hit."""
    page.goto(site.address)
    for _ in range(6):
        page.keyboard.press("Tab")
        if focused(page, "name") == "q":
            break
    page.keyboard.type("ferry")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q=ferry"))
    first = page.locator("article h2 a").first
    for _ in range(30):
        page.keyboard.press("Tab")
        if first.evaluate(f"element => element === {FOCUSED}"):
            break
    expect(first).to_be_focused()


def test_the_focus_is_always_seen(page: Page, site: Server) -> None:
    """Every stop of the Tab key shows where it is, on the screen and not behind anything."""
    page.set_viewport_size({"width": 1280, "height": 500})
    page.goto(f"{site.address}?q=ferry&topic=Transport&size=10")
    stops: list[str] = []
    while True:
        page.keyboard.press("Tab")
        if page.evaluate(f"{FOCUSED} === document.body"):
            break
        stop = focused(page, "outerHTML")
        assert page.evaluate(SEEN), stop
        assert page.evaluate(UNCOVERED), stop
        stops.append(stop)
        assert len(stops) < 200
    assert len(stops) > 40


def test_the_focus_follows_the_eye(page: Page, site: Server) -> None:
    """The order is header, hits, filters; the drawing of the dates is no stop."""
    page.goto(f"{site.address}?q=ferry&size=10")
    order = page.evaluate(
        """[...document.querySelectorAll('a[href], input:not([type=hidden]), button, summary')]
            .filter(e => e.tabIndex >= 0)
            .map(e => e.closest('header, .results, .filters, footer')?.className || 'skip')"""
    )
    kinds = list(dict.fromkeys(order))
    assert kinds == ["skip", "container masthead", "results", "filters", "container"]
    assert order == sorted(order, key=kinds.index)
    assert page.locator("svg a:not([tabindex='-1'])").count() == 0
