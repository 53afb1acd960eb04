from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE
from tests.browser.support.newsstand import DEAD, PICTURED, SLOW
from tests.browser.support.pages import has_script, place, wait_for_query
from tests.browser.support.picture_server import PictureServer
from tests.webui.serving import Server, until

pytestmark = pytest.mark.browser

# Top and height, wherever the page is scrolled to.
ON_PAGE = """element => {
    const rect = element.getBoundingClientRect();
    return [Math.round(rect.top + scrollY), Math.round(rect.height)];
}"""


@pytest.fixture(autouse=True)
def nothing_asked_yet(pictures: PictureServer) -> None:
    """Forget what other tests asked for, and let pictures come at once."""
    pictures.asked.clear()
    pictures.late.set()


def hit(page: Page, number: int) -> Locator:
    """Return the hit of an article with a picture."""
    return page.locator(".hits > li", has_text=f"Pictured {number:02}")


def picture(page: Page, number: int) -> Locator:
    """Return the picture of a hit."""
    return hit(page, number).locator("img")


@pytest.mark.parametrize("phone", [False, True], ids=["wide", "phone"])
def test_pictures_are_loaded_when_they_come_near(
    page: Page, gallery: Server, pictures: PictureServer, phone: bool
) -> None:
    """Those far below are not asked for until one scrolls there; nobody learns the search."""
    if phone:
        page.set_viewport_size(PHONE)
    page.goto(f"{gallery.address}?size=100")
    expect(picture(page, 0)).to_have_js_property("naturalWidth", 1)
    assert len(pictures.paths()) < PICTURED
    last = picture(page, PICTURED - 1)
    expect(last).to_have_js_property("naturalWidth", 0)
    last.scroll_into_view_if_needed()
    expect(last).to_have_js_property("naturalWidth", 1)
    assert {referrer for _, referrer in pictures.asked} == {None}


@pytest.mark.parametrize("phone", [False, True], ids=["wide", "phone"])
def test_a_picture_has_its_place_before_it_comes(
    page: Page, gallery: Server, pictures: PictureServer, phone: bool
) -> None:
    """Nothing moves when it arrives."""
    if phone:
        page.set_viewport_size(PHONE)
    pictures.late.clear()
    page.goto(gallery.address, wait_until="domcontentloaded")
    expect(picture(page, 0)).to_have_js_property("naturalWidth", 1)
    # Once the hole of the one that is gone is closed, nothing else may move.
    expect(picture(page, DEAD)).to_have_count(0)
    expect(picture(page, SLOW)).to_have_js_property("complete", False)
    before = [hit(page, number).evaluate(ON_PAGE) for number in (SLOW, SLOW + 1)]
    assert place(picture(page, SLOW))["height"] > 40
    pictures.late.set()
    expect(picture(page, SLOW)).to_have_js_property("naturalWidth", 1)
    assert [hit(page, number).evaluate(ON_PAGE) for number in (SLOW, SLOW + 1)] == before


def test_a_picture_that_is_gone_leaves_no_hole(
    page: Page, gallery: Server, pictures: PictureServer
) -> None:
    """With a script its place is given to the text, after a partial update too."""
    page.goto(gallery.address)
    expect(hit(page, DEAD).locator(".thumbnail")).to_have_count(0)
    expect(hit(page, DEAD + 1).locator(".thumbnail")).to_have_count(1)
    page.get_by_role("link", name="Relevance").click()
    wait_for_query(page, sort="relevance")
    page.get_by_role("link", name="Newest").click()
    wait_for_query(page, sort="newest")
    expect(hit(page, DEAD).locator(".thumbnail")).to_have_count(0)
    expect(hit(page, 0).locator(".thumbnail")).to_have_count(1)
    page.goto(f"{gallery.address}article/pictured-{DEAD:02}")
    expect(page.locator(".thumbnail")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_without_a_script_a_picture_that_is_gone_is_calm(
    any_page: Page, gallery: Server, pictures: PictureServer
) -> None:
    """Without a script, too, its place is given to the text, and holds none itself."""
    any_page.goto(gallery.address)
    until(lambda: "/gone.gif" in pictures.paths())
    expect(picture(any_page, 0)).to_have_js_property("naturalWidth", 1)
    if any_page.locator("html.has-script").count():
        return
    gone = hit(any_page, DEAD).locator(".thumbnail")
    expect(gone.locator("img")).not_to_be_visible()
    assert gone.inner_text() == ""
    expect(gone.locator("img")).to_have_attribute("alt", "")
    expect(picture(any_page, 0)).to_be_visible()


def test_pictures_can_be_hidden(any_page: Page, gallery: Server, pictures: PictureServer) -> None:
    """Who hides them asks for none, on the way to an article neither, until they are back."""
    any_page.goto(f"{gallery.address}?images=0", wait_until="networkidle")
    expect(any_page.locator(".thumbnail")).to_have_count(0)
    any_page.get_by_role("link", name="Pictured 02", exact=True).click()
    expect(any_page.get_by_role("heading", level=1)).to_have_text("Pictured 02")
    any_page.go_back(wait_until="networkidle")
    assert pictures.asked == []
    any_page.get_by_role("link", name="Show pictures").click()
    wait_for_query(any_page)
    expect(picture(any_page, 0)).to_have_js_property("naturalWidth", 1)
    any_page.get_by_role("link", name="Hide pictures").click()
    wait_for_query(any_page, images="0")
    expect(any_page.locator(".thumbnail")).to_have_count(0)


def test_suggestions_lead_to_pages_without_pictures(
    page: Page, gallery: Server, pictures: PictureServer
) -> None:
    """What is chosen of the suggestions shows none where none were shown."""
    page.goto(f"{gallery.address}?images=0", wait_until="networkidle")
    page.locator("#q").press_sequentially("pict")
    page.get_by_role("option").filter(has_text="article").first.click()
    page.wait_for_url("**/article/**")
    wait_for_query(page, images="0")
    assert pictures.asked == []


def test_an_article_shows_its_picture(
    any_page: Page, gallery: Server, pictures: PictureServer
) -> None:
    """On its own page it is larger; on a phone it is no wider than the page."""
    any_page.goto(f"{gallery.address}article/pictured-02")
    shown = any_page.locator("article.detail img")
    expect(shown).to_have_js_property("naturalWidth", 1)
    # Without a script it is no larger than it is.
    assert place(shown)["width"] == (240 if has_script(any_page) else 1)
    any_page.set_viewport_size({"width": 320, "height": 800})
    assert place(shown)["width"] <= 320
    assert {referrer for _, referrer in pictures.asked} == {None}
