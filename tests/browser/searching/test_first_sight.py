from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.support.paths import PATHS
from tests.webui.serving import Server

pytestmark = pytest.mark.browser

# The middle of what a phone shows.
HALF_A_PHONE = PHONE["height"] / 2


@pytest.mark.parametrize("width", [1280, 1100, 768, 577, 390])
def test_every_page_has_a_margin(page: Page, site: Server, width: int) -> None:
    """At no width does text begin at the edge of the window."""
    page.set_viewport_size({"width": width, "height": 800})
    for path in PATHS.values():
        page.goto(site.address + path)
        for part in ("header.container", "main", "footer"):
            style = page.locator(part).evaluate(
                "part => [parseFloat(getComputedStyle(part).paddingLeft),"
                " parseFloat(getComputedStyle(part).paddingRight)]"
            )
            assert min(style) >= 12, (path, part)


def test_skip_links_can_be_read(page: Page, site: Server) -> None:
    """What a skip link lies on does not show through it."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(f"{site.address}?q=ferry")
        for name in ("Skip to the content", "Skip to the filters"):
            page.keyboard.press("Tab")
            skip = page.get_by_role("link", name=name)
            expect(skip).to_be_focused()
            ground = skip.evaluate("link => getComputedStyle(link).backgroundColor")
            assert ground.startswith("rgb("), ground


def test_hits_begin_in_the_upper_half_of_a_phone(page: Page, site: Server) -> None:
    """Name, box, order, chart and what else there is leave the first hit half of the screen."""
    page.set_viewport_size(PHONE)
    page.goto(f"{site.address}?q=ferry")
    first = page.locator(".hits h2").first.bounding_box()
    assert first is not None
    assert first["y"] < HALF_A_PHONE


def test_links_of_the_summary_can_be_hit_with_a_thumb(page: Page, site: Server) -> None:
    """On a phone what stands alone on its line is 44 pixels high, and topics are 24."""
    page.set_viewport_size(PHONE)
    page.goto(f"{site.address}?q=ferry&size=10")
    for targets, least in (
        (".sorts a, .to-filters a, .disclosures summary, .pager a, footer a", 44),
        (".filters li label", 44),
        (".chips a, .more a", 24),
    ):
        for target in page.locator(targets).all():
            box = target.bounding_box()
            assert box is not None
            assert box["height"] >= least, target.inner_text()
