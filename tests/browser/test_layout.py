from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.webui.serving import Server

pytestmark = pytest.mark.browser

FERRY = "2022/2022-06-03-ferry-strike-halts-passenger-sailings-to-skarrow-islands"
PATHS = (
    "",
    "?q=ferry&provider=Meridian+Wire&provider=Radio+Sarn+94.6&from=2022&curated=0",
    "?q=zzzqqq",
    f"article/{FERRY}",
    "status",
    "?page=0",
)
HOSTILE_PATHS = (
    "",
    "?q=long",
    "article/long",
    "article/a/x%20y&%22%3Cb%3E%252e;%23%3F",
    f"?provider={'w' * 3000}&q={'w' * 300}",
)

# Wide, a phone, and the narrowest that WCAG asks for: 1280 pixels at 400 %.
WIDTHS = (1280, 768, 390, 320)


def assert_no_sideways_scrolling(page: Page) -> None:
    """Check that the page is no wider than the window."""
    widths = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert widths[0] <= widths[1], (page.url, widths)


@pytest.mark.parametrize("path", PATHS)
def test_no_page_scrolls_sideways(page: Page, site: Server, path: str) -> None:
    """From a wide screen down to 320 pixels everything fits."""
    page.goto(site.address + path)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert_no_sideways_scrolling(page)


@pytest.mark.parametrize("path", HOSTILE_PATHS)
def test_endless_words_do_not_widen_a_page(page: Page, hostile_site: Server, path: str) -> None:
    """Words of thousands of letters are broken, wherever they stand."""
    page.goto(hostile_site.address + path)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert_no_sideways_scrolling(page)


@pytest.mark.parametrize("path", PATHS)
def test_text_can_be_twice_as_large(page: Page, site: Server, path: str) -> None:
    """At 200 % text size nothing is cut off and nothing scrolls sideways."""
    page.goto(site.address + path)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") == 32
    assert_no_sideways_scrolling(page)
    cut = page.evaluate(
        """[...document.querySelectorAll('main *, header *')].filter(e =>
            getComputedStyle(e).overflow === 'hidden' && e.clientHeight > 1
            && (e.scrollHeight > e.clientHeight + 2 || e.scrollWidth > e.clientWidth + 2)
            && e.tagName !== 'INPUT').map(e => e.outerHTML.slice(0, 80))"""
    )
    assert cut == []


def test_filters_are_reached_on_a_phone(page: Page, site: Server) -> None:
    """On a phone a link leads to the filters, which work as they do elsewhere."""
    page.set_viewport_size(PHONE)
    page.goto(f"{site.address}?q=ferry")
    page.get_by_role("link", name="Filters", exact=True).click()
    first = page.locator(".filters").get_by_role("checkbox").first
    expect(first).to_be_in_viewport()
    first.check()
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("link", name="Remove the filter")).to_be_visible()
    expect(page.locator("article").first).to_be_in_viewport()


def test_filters_stand_beside_the_hits_on_a_wide_screen(page: Page, site: Server) -> None:
    """With room for it, the filters are seen without scrolling, and no link to them is needed."""
    page.goto(f"{site.address}?q=ferry")
    expect(page.get_by_role("group", name="Provider")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Apply")).to_be_in_viewport()
    expect(page.get_by_role("link", name="Filters", exact=True)).to_be_hidden()


@pytest.mark.parametrize("path", PATHS)
def test_the_dark_scheme_is_dark(page: Page, site: Server, path: str) -> None:
    """Who asks for dark gets light text on a dark ground, and the other way round."""
    page.goto(site.address + path)
    brightness = """name => {
        const parts = getComputedStyle(document.body.parentElement)[name].match(/[0-9.]+/g);
        return (Number(parts[0]) + Number(parts[1]) + Number(parts[2])) / 3;
    }"""
    for scheme, dark in (("dark", True), ("light", False)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        ground = page.evaluate(brightness, "backgroundColor")
        text = page.evaluate(brightness, "color")
        assert (ground < 60 and text > 150) if dark else (ground > 200 and text < 100)


def test_targets_can_be_hit_with_a_finger(page: Page, site: Server) -> None:
    """On a phone every control of the form is at least 24 pixels high (WCAG 2.5.8)."""
    page.set_viewport_size(PHONE)
    page.goto(f"{site.address}?q=ferry&provider=Meridian+Wire")
    for control in page.locator(".filters label, .chips a, button, [type=search]").all():
        box = control.bounding_box()
        assert box is not None
        assert box["height"] >= 24, control.inner_text()


def test_a_page_can_be_printed(page: Page, site: Server) -> None:
    """On paper there are hits, and nothing to click."""
    page.goto(f"{site.address}?q=ferry")
    page.emulate_media(media="print")
    expect(page.locator("article").first).to_be_visible()
    for part in (".filters", ".search", ".pager"):
        expect(page.locator(part).first).to_be_hidden()
