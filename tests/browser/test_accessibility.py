from __future__ import annotations

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.support.paths import PATHS, UNFOLD
from tests.webui.serving import Server

pytestmark = pytest.mark.browser


def assert_accessible(page: Page) -> None:
    """Check a page with axe-core: light on a wide screen, and dark on a phone."""
    # Colours that fade in would be measured half-way.
    page.emulate_media(reduced_motion="reduce")
    schemes: tuple[tuple[Literal["light", "dark"], ViewportSize], ...]
    schemes = (("light", DESKTOP), ("dark", PHONE))
    for scheme, size in schemes:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(size)
        results = Axe().run(page)
        assert results.violations_count == 0, (scheme, size, results.generate_report())


@pytest.mark.parametrize("name", PATHS)
def test_axe_finds_nothing(page: Page, site: Server, name: str) -> None:
    """No kind of page breaks a rule of axe-core, in any scheme and width, folded parts open."""
    page.goto(site.address + PATHS[name])
    page.evaluate(UNFOLD)
    assert_accessible(page)


def test_axe_finds_nothing_in_pictures(page: Page, gallery: Server) -> None:
    """Hits and articles with pictures are accessible, too."""
    for path in ("?size=10", "article/pictured-02"):
        page.goto(gallery.address + path)
        expect(page.locator("main img").first).to_have_js_property("naturalWidth", 1)
        assert_accessible(page)


def test_axe_finds_nothing_in_what_opens(page: Page, site: Server) -> None:
    """The suggestions, with one of them chosen, and the dialog are accessible while open."""
    page.goto(site.address)
    page.locator("#q").press_sequentially("fer")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert_accessible(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Help").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert_accessible(page)


def test_axe_finds_nothing_where_there_is_no_index(page: Page, empty_site: Server) -> None:
    """The page that says what to run is accessible too."""
    page.goto(empty_site.address)
    assert_accessible(page)


def test_axe_finds_nothing_among_many_values(page: Page, newsstand: Server) -> None:
    """Filters that can be searched are accessible, and times without articles."""
    page.goto(f"{newsstand.address}?find_provider=1&not_provider=Paper+01&provider=Paper+02")
    page.evaluate(UNFOLD)
    assert_accessible(page)


def test_axe_finds_nothing_in_a_story_of_many(page: Page, crowded: Server) -> None:
    """The rest of the table and the copies are accessible, too, unfolded."""
    page.goto(f"{crowded.address}story/000?q=ferries&whole=1")
    page.evaluate(UNFOLD)
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


def test_every_page_has_one_title_and_one_first_heading(page: Page, site: Server) -> None:
    """Each kind of page says what it is, and no two of them the same."""
    titles = set()
    for path in PATHS.values():
        page.goto(site.address + path)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        titles.add(page.title())
    # Those of an article and of its story differ; a search is called by its words alone, and
    # what one came from is no part of a name.
    assert all("Cuttings" in title for title in titles)
    assert len(titles) >= len(PATHS) - 5
