from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.support.paths import PATHS, UNFOLD
from tests.webui.serving import Server

pytestmark = pytest.mark.browser

HOSTILE_PATHS = (
    "",
    "?q=long",
    "?q=long&group=story",
    "article/long",
    "article/a/x%20y&%22%3Cb%3E%252e;%23%3F",
    "story/long",
    "coverage?q=long",
    "followers?min_stories=2",
    f"followers?pair={'w' * 300}&pair={'v' * 300}",
    f"compare?q=long&q={'w' * 300}",
    f"?provider={'w' * 3000}&q={'w' * 300}",
)

# Wide, a phone, and the narrowest that WCAG asks for: 1280 pixels at 400 %.
WIDTHS = (1280, 768, 390, 320)

CUT_OFF = """[...document.querySelectorAll('main *, header *')].filter(e =>
    getComputedStyle(e).overflow === 'hidden' && e.clientHeight > 1
    && (e.scrollHeight > e.clientHeight + 2 || e.scrollWidth > e.clientWidth + 2)
    && e.tagName !== 'INPUT' && !e.matches('svg, svg *')).map(e => e.outerHTML.slice(0, 80))"""


@pytest.fixture(autouse=True)
def at_once(request: pytest.FixtureRequest) -> None:
    """Let nothing take time to change: what is measured must not be on its way."""
    name = "any_page" if "any_page" in request.fixturenames else "page"
    request.getfixturevalue(name).emulate_media(reduced_motion="reduce")


def assert_no_sideways_scrolling(page: Page) -> None:
    """Check that the page is no wider than the window."""
    widths = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert widths[0] <= widths[1], (page.url, widths)


def test_no_page_scrolls_sideways(page: Page, site: Server) -> None:
    """From a wide screen down to 320 pixels everything fits; wide tables scroll by themselves."""
    for path in PATHS.values():
        page.goto(site.address + path)
        page.evaluate(UNFOLD)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert_no_sideways_scrolling(page)


@pytest.mark.parametrize("path", HOSTILE_PATHS)
def test_endless_words_do_not_widen_a_page(page: Page, hostile_site: Server, path: str) -> None:
    """Words of thousands of letters are broken, wherever they stand."""
    page.goto(hostile_site.address + path)
    page.evaluate(UNFOLD)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert_no_sideways_scrolling(page)


@pytest.mark.parametrize("width", [1280, 320])
def test_text_can_be_twice_as_large(page: Page, site: Server, width: int) -> None:
    """At 200 % text size nothing is cut off and nothing scrolls sideways."""
    page.set_viewport_size({"width": width, "height": 800})
    for path in PATHS.values():
        page.goto(site.address + path)
        page.evaluate(UNFOLD)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") == 32
        assert_no_sideways_scrolling(page)
        assert page.evaluate(CUT_OFF) == [], path


def test_filters_stand_beside_the_hits_on_a_wide_screen(page: Page, site: Server) -> None:
    """With room for it, the filters are seen without scrolling, and no link to them is needed."""
    page.goto(f"{site.address}?q=ferry")
    expect(page.get_by_role("group", name="Provider")).to_be_in_viewport()
    expect(page.get_by_role("link", name="Filters", exact=True)).to_be_hidden()
    button = page.locator(".filters button")
    if page.locator("html.has-script").count():
        expect(button).to_be_hidden()
    else:
        expect(button).to_be_in_viewport()


def test_the_first_hit_is_seen_without_scrolling(page: Page, site: Server) -> None:
    """What is above the hits leaves them room, on a phone as well."""
    page.goto(f"{site.address}?q=ferry")
    expect(page.locator(".hits h2").nth(2)).to_be_in_viewport()
    page.set_viewport_size(PHONE)
    expect(page.locator(".hits h2").first).to_be_in_viewport()


def test_the_dark_scheme_is_dark(page: Page, site: Server) -> None:
    """Who asks for dark gets light text on a dark ground, and the other way round."""
    brightness = """name => {
        const parts = getComputedStyle(document.body.parentElement)[name].match(/[0-9.]+/g);
        return (Number(parts[0]) + Number(parts[1]) + Number(parts[2])) / 3;
    }"""
    for path in PATHS.values():
        page.goto(site.address + path)
        for scheme, dark in (("dark", True), ("light", False)):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            ground = page.evaluate(brightness, "backgroundColor")
            text = page.evaluate(brightness, "color")
            assert (ground < 60 and text > 150) if dark else (ground > 200 and text < 100)


def test_targets_can_be_hit_with_a_finger(any_page: Page, site: Server) -> None:
    """On a phone every control of the form is at least 24 pixels high (WCAG 2.5.8)."""
    any_page.set_viewport_size(PHONE)
    any_page.goto(f"{site.address}?q=ferry&provider=Meridian+Wire")
    targets = ".filters label, .exclude, .chips a, button:not(.link), [type=search], summary"
    for control in any_page.locator(targets).all():
        if not control.is_visible():
            continue
        box = control.bounding_box()
        assert box is not None
        assert box["height"] >= 24, control.inner_text()
        assert box["width"] >= 24, control.inner_text()


def test_nothing_moves_for_who_cannot_bear_it(page: Page, site: Server) -> None:
    """Where less motion is asked for, nothing takes time to change."""
    moving = """[...document.querySelectorAll('*')].flatMap(element =>
        ['', '::before', '::after'].map(part => getComputedStyle(element, part || null))
    ).filter(style =>
        (style.transitionProperty !== 'none'
            && style.transitionDuration.split(', ').some(time => parseFloat(time) > 0))
        || style.animationName !== 'none' || style.scrollBehavior === 'smooth').length"""
    for path in ("?q=ferry", PATHS["article"], PATHS["story"], PATHS["comparison"]):
        page.goto(site.address + path)
        page.evaluate(UNFOLD)
        page.get_by_role("button", name="Help").click()
        assert page.evaluate(moving) == 0


def test_a_page_can_be_printed(page: Page, site: Server) -> None:
    """On paper there is what was found, and nothing to click."""
    controls = (
        ".filters, .search, .pager, .presets, .compare, .narrow, .switches, .to-filters, button"
    )
    for path, kept in (
        ("?q=ferry&size=10", ".hits article"),
        ("?q=ferry&size=10", ".histogram svg"),
        (PATHS["article"], "article.detail"),
        (PATHS["story"], ".timeline li"),
        (PATHS["comparison"], ".lines"),
        (PATHS["coverage"], "table.numbers"),
        (PATHS["who follows whom"], "table.numbers"),
        (PATHS["ledger"], "table.heat"),
        (PATHS["share"], ".counting summary"),
        (PATHS["share"], ".histogram .sign"),
    ):
        page.goto(site.address + path)
        page.emulate_media(media="print")
        expect(page.locator(kept).first).to_be_visible()
        for control in page.locator(controls).all():
            expect(control).to_be_hidden()
        page.emulate_media(media="screen")


def test_tables_fit_on_paper(page: Page, site: Server) -> None:
    """A4 within margins of a centimetre, upright, or on its side for two years of the ledger."""
    upright = [(PATHS[name], 718) for name in ("coverage", "overlap", "audit")]
    for path, width in [*upright, ("ledger?from=2022&to=2023", 1047)]:
        page.set_viewport_size({"width": width, "height": 1000})
        page.goto(site.address + path)
        page.emulate_media(media="print")
        assert page.evaluate("document.documentElement.scrollWidth") == width, path
        page.emulate_media(media="screen")


def test_paper_says_what_was_searched_for_and_what_is_folded(page: Page, site: Server) -> None:
    """What has to be pressed or opened on a screen is there, and where an article is, too."""
    page.goto(f"{site.address}?q=ferry")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Articles about ferry")).to_be_in_viewport()
    page.goto(site.address + PATHS["article"])
    expect(page.locator("pre").first).to_be_visible()
    shown = "link => getComputedStyle(link, '::after').content"
    assert "https://" in page.locator(".detail [role=button]").evaluate(shown)
    page.goto(site.address + PATHS["comparison"])
    expect(page.locator("table.numbers").first).to_be_visible()


@pytest.mark.parametrize(
    ("path", "column"),
    [
        ("compare?q=ferry&q=strike", ".overlaps td:last-child a"),
        ("coverage?q=ferry", "td:nth-child(4)"),
    ],
)
def test_what_matters_of_a_table_fits_on_a_phone(
    any_page: Page, site: Server, path: str, column: str
) -> None:
    """The overlap of two queries with its link, and the share of a provider."""
    any_page.set_viewport_size(PHONE)
    any_page.goto(f"{site.address}{path}")
    cell = any_page.locator(column).first
    cell.scroll_into_view_if_needed()
    assert any_page.locator(".scrolled").first.evaluate("part => part.scrollLeft") == 0
    box = cell.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= PHONE["width"]


@pytest.mark.parametrize("width", [390, 768])
def test_no_dot_stands_at_the_end_of_a_line(page: Page, site: Server, width: int) -> None:
    """Where the second part of a byline begins a line, the dot before it is cut off."""
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{site.address}?size=100")
    seen = page.locator(".byline").evaluate_all(
        """lines => lines.map(line => [...line.querySelectorAll(".dot")].every(dot => {
            const part = dot.parentElement, place = dot.getBoundingClientRect()
            const begins = part.offsetTop > part.previousElementSibling.offsetTop
            return begins === (place.right <= line.getBoundingClientRect().left)
        }))"""
    )
    assert len(seen) > 50
    assert all(seen)
