from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.support.pages import box, wait_for_query
from tests.webui.serving import Server

pytestmark = pytest.mark.browser


def search_box(page: Page) -> Locator:
    """Return the box, whichever role it has at the moment."""
    return page.locator("#q")


def suggestions(page: Page) -> Locator:
    """Return the suggestions that are seen."""
    return page.get_by_role("listbox", name="Suggestions").get_by_role("option")


def type_and_see(page: Page, text: str) -> None:
    """Type into the box, and wait for suggestions."""
    search_box(page).press_sequentially(text)
    expect(suggestions(page).first).to_be_visible()


def test_two_characters_are_enough_and_one_is_not(page: Page, site: Server) -> None:
    """From two characters on there are suggestions, eight at most; for one nobody is asked."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site.address)
    with page.expect_request("**/api/suggest?q=fe"):
        search_box(page).press_sequentially("f")
        search_box(page).press_sequentially("e")
    assert [url for url in asked if url.endswith("suggest?q=f")] == []
    expect(suggestions(page).first).to_be_visible()
    assert 1 <= suggestions(page).count() <= 8
    expect(suggestions(page).first).to_contain_text("ferry")
    search_box(page).press("Backspace")
    expect(page.locator("#suggestions")).to_be_hidden()


def test_arrows_choose_and_enter_goes_there(page: Page, site: Server) -> None:
    """Down and Up move through the list, which is told to who cannot see it."""
    page.goto(site.address)
    type_and_see(page, "fer")
    field = page.get_by_role("combobox", name="Search the articles")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(field).to_have_attribute("aria-controls", "suggestions")
    assert field.get_attribute("aria-activedescendant") is None
    first, second = suggestions(page).nth(0), suggestions(page).nth(1)
    field.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == first.get_attribute("id")
    field.press("ArrowDown")
    expect(second).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == second.get_attribute("id")
    field.press("ArrowUp")
    expect(first).to_have_attribute("aria-selected", "true")
    field.press("Enter")
    wait_for_query(page, q="ferry")
    expect(search_box(page)).to_have_value("ferry")
    expect(page.locator("#suggestions")).to_be_hidden()


def test_up_begins_at_the_end(page: Page, site: Server) -> None:
    """Up leads to the last suggestion, and an article is opened at once."""
    page.goto(site.address)
    type_and_see(page, "fer")
    last = suggestions(page).last
    title = last.locator("span").first.inner_text()
    expect(last).to_contain_text("article")
    page.keyboard.press("ArrowUp")
    expect(last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.wait_for_url("**/article/**")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_enter_without_a_choice_searches_what_was_typed(page: Page, site: Server) -> None:
    """Suggestions do not get in the way of who knows what to search for."""
    page.goto(site.address)
    type_and_see(page, "fer")
    page.keyboard.press("Enter")
    wait_for_query(page, q="fer")
    expect(page.locator("#suggestions")).to_be_hidden()


def test_escape_closes_the_suggestions_first(page: Page, site: Server) -> None:
    """Escape closes the list and leaves what was typed; typing on opens it again."""
    page.goto(site.address)
    type_and_see(page, "fer")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.locator("#suggestions")).to_be_hidden()
    field = search_box(page)
    expect(field).to_have_value("fer")
    expect(field).to_be_focused()
    assert field.get_attribute("aria-expanded") in (None, "false")
    assert field.get_attribute("aria-activedescendant") is None
    type_and_see(page, "r")


def test_a_suggestion_is_clicked(page: Page, site: Server) -> None:
    """A provider among the suggestions leads to its articles."""
    page.goto(site.address)
    type_and_see(page, "mer")
    suggestions(page).filter(has_text="Meridian Wire").filter(has_text="provider").click()
    wait_for_query(page, provider="Meridian Wire")


def test_leaving_the_box_closes_the_suggestions(page: Page, site: Server) -> None:
    """With Tab, even if the mouse rests on the list, or with a click elsewhere."""
    page.goto(site.address)
    type_and_see(page, "fer")
    suggestions(page).nth(1).hover()
    page.keyboard.press("Tab")
    expect(page.locator("#suggestions")).to_be_hidden()
    expect(page.get_by_role("button", name="Search")).to_be_focused()
    search_box(page).fill("")
    type_and_see(page, "fer")
    page.locator("#found").click()
    expect(page.locator("#suggestions")).to_be_hidden()


def test_suggestions_work_after_a_partial_update(page: Page, site: Server) -> None:
    """The box of a page that was changed in place suggests as the first one did."""
    page.goto(site.address)
    type_and_see(page, "fe")
    box(page, "Transport").check()
    wait_for_query(page, topic="Transport")
    expect(page.locator("#suggestions")).to_be_hidden()
    search_box(page).fill("")
    type_and_see(page, "fer")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    wait_for_query(page, q="ferry")


def test_other_pages_suggest_too(page: Page, site: Server) -> None:
    """Wherever the box is, it suggests."""
    for path in ("status", "compare", "coverage?q="):
        page.goto(site.address + path)
        type_and_see(page, "ferr")
        expect(suggestions(page).first).to_have_text(re.compile("ferry"))


def test_hostile_titles_are_suggested_as_text(page: Page, hostile_site: Server) -> None:
    """What looks like markup is shown, and does nothing."""
    page.goto(hostile_site.address)
    type_and_see(page, "markup")
    expect(suggestions(page).filter(has_text="<script>").first).to_be_visible()
    assert page.locator("#suggestions :is(script, img, b)").count() == 0
    for text in ("turned", "long"):
        search_box(page).fill("")
        type_and_see(page, text)
        widths = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert widths[0] <= widths[1]


def test_trouble_with_suggestions_troubles_nobody(page: Page, site: Server) -> None:
    """If there is no answer there are no suggestions, and the search goes on."""
    page.route("**/api/suggest?*", lambda route: route.fulfill(status=503, body="{}"))
    page.goto(site.address)
    with page.expect_response("**/api/suggest?*"):
        search_box(page).press_sequentially("ferry")
    expect(page.locator("#suggestions")).to_be_hidden()
    search_box(page).press("Enter")
    wait_for_query(page, q="ferry")


def test_without_a_script_there_are_no_suggestions(any_page: Page, site: Server) -> None:
    """The list is empty until a script fills it, and the box is an ordinary one."""
    any_page.goto(site.address)
    expect(any_page.get_by_label("Search the articles")).to_be_visible()
    expect(any_page.locator("#suggestions")).to_be_hidden()
    expect(any_page.locator("#suggestions li")).to_have_count(0)
