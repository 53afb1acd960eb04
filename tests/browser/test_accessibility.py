from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE
from tests.webui.serving import Server

pytestmark = pytest.mark.browser

FERRY = "2022/2022-06-03-ferry-strike-halts-passenger-sailings-to-skarrow-islands"
PAGES = {
    "search": "?size=10",
    "hits": "?q=ferry+harbour&match=any&not_topic=Food&from=2022&size=10&page=2",
    "relaxed and mended": "?q=fery+tomography+zzzqqq&size=10",
    "no hit": "?q=zzzqqq&from=2022",
    "article": f"article/{FERRY}",
    "status": "status",
    "bad parameter": "?page=0",
}


def assert_accessible(page: Page) -> None:
    """Check a page in light and dark, on a wide screen and on a phone, with axe-core."""
    # Colours that fade in would be measured half-way.
    page.emulate_media(reduced_motion="reduce")
    for scheme in ("light", "dark"):
        for size in (DESKTOP, PHONE):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size(size)
            results = Axe().run(page)
            assert results.violations_count == 0, (scheme, size, results.generate_report())


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(page: Page, site: Server, name: str) -> None:
    """No kind of page breaks a rule of axe-core, in any scheme and width, folded parts open."""
    page.goto(site.address + PAGES[name])
    for folded in page.locator("details summary").all():
        folded.click()
    assert_accessible(page)


def test_axe_finds_nothing_where_there_is_no_index(page: Page, empty_site: Server) -> None:
    """The page that says what to run is accessible too."""
    page.goto(empty_site.address)
    assert_accessible(page)


def test_axe_finds_nothing_among_hostile_articles(page: Page, hostile_site: Server) -> None:
    """Odd titles and endless words do not make a page inaccessible."""
    page.goto(f"{hostile_site.address}?size=10")
    assert_accessible(page)


def test_a_page_is_outlined_by_landmarks_and_headings(page: Page, site: Server) -> None:
    """Search, hits, filters and pages have names; each hit is a heading."""
    page.goto(f"{site.address}?q=ferry&size=10")
    for role, name in (
        ("search", "Articles"),
        ("region", "Hits"),
        ("navigation", "Order"),
        ("navigation", "Pages"),
        ("complementary", "Filters"),
    ):
        assert page.get_by_role(role, name=name, exact=True).count() == 1  # type: ignore[arg-type]
    for role in ("banner", "main", "contentinfo"):
        assert page.get_by_role(role).count() == 1  # type: ignore[arg-type]
    assert page.get_by_role("heading", level=1).count() == 1
    assert page.get_by_role("heading", level=2).count() == 10
    assert page.get_by_role("group").filter(has=page.get_by_role("checkbox")).count() >= 4
