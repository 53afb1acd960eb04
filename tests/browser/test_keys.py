from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Witness
from tests.browser.support.pages import wait_for_query
from tests.browser.support.paths import FERRY
from tests.webui.serving import Server

pytestmark = pytest.mark.browser


def titles(page: Page) -> Locator:
    """Return the links of the hits' titles."""
    return page.locator(".hits h2 a")


def switch_with_the_keyboard(page: Page) -> None:
    """Open the dialog, press its switch, and close it."""
    page.get_by_role("button", name="Help").focus()
    page.keyboard.press("Enter")
    switch = page.get_by_role("switch", name="Use these keys")
    for _ in range(4):
        if switch.evaluate("element => element === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(switch).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_slash_leads_to_the_search_box(page: Page, site: Server) -> None:
    """The box has the focus, with its text selected, so that typing replaces it."""
    page.goto(f"{site.address}?q=ferry")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("strike/ferry")
    expect(page.locator("#q")).to_have_value("strike/ferry")


def test_escape_leaves_the_search_box(page: Page, site: Server) -> None:
    """What was searched for stays in it, and keys are keys again."""
    page.goto(f"{site.address}?q=ferry")
    page.keyboard.press("/")
    page.keyboard.press("Escape")
    expect(page.locator("#q")).not_to_be_focused()
    expect(page.locator("#q")).to_have_value("ferry")
    page.keyboard.press("j")
    expect(page.locator(".hits h2 a").first).to_be_focused()


def test_j_and_k_lead_through_the_hits(page: Page, site: Server) -> None:
    """They move from title to title, from wherever one is in a hit, and stop at the ends."""
    page.goto(f"{site.address}?q=ferry&size=10")
    page.keyboard.press("j")
    expect(titles(page).nth(0)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(titles(page).nth(2)).to_be_focused()
    expect(titles(page).nth(2)).to_be_in_viewport()
    page.keyboard.press("Tab")
    page.keyboard.press("k")
    expect(titles(page).nth(1)).to_be_focused()
    for _ in range(3):
        page.keyboard.press("k")
    expect(titles(page).nth(0)).to_be_focused()
    for _ in range(12):
        page.keyboard.press("j")
    expect(titles(page).nth(9)).to_be_focused()


def test_j_and_k_lead_from_article_to_article(page: Page, site: Server) -> None:
    """Where the page knows the search that one came from; elsewhere they do nothing there."""
    page.goto(f"{site.address}?q=ferry")
    names = titles(page).all_inner_texts()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(names[0])
    page.keyboard.press("k")
    for key, name in (("j", names[1]), ("j", names[2]), ("k", names[1])):
        page.keyboard.press(key)
        expect(heading).to_have_text(name)


def test_o_leaves_for_the_provider(own_page: Page, site: Server, witness: Witness) -> None:
    """Of the hit that has the focus, and of the article that is shown; else it does nothing."""
    own_page.route(
        re.compile(r"\.example/"), lambda route: route.fulfill(body="<title>Theirs</title>")
    )
    for path in ("?q=ferry", f"article/{FERRY}"):
        own_page.goto(site.address + path)
        if path.startswith("?"):
            own_page.keyboard.press("o")
            own_page.keyboard.press("j")
            expect(titles(own_page).first).to_be_focused()
        own_page.keyboard.press("o")
        own_page.wait_for_url(re.compile(r"\.example/"))
    assert len(witness.foreign) == 2
    witness.foreign.clear()


def test_keys_work_after_a_partial_update(page: Page, site: Server) -> None:
    """A page that was changed in place has the same keys, each once."""
    page.goto(f"{site.address}?q=ferry")
    page.get_by_role("link", name="Oldest").click()
    wait_for_query(page, q="ferry", sort="oldest")
    page.keyboard.press("j")
    expect(titles(page).nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(titles(page).nth(1)).to_be_focused()


def test_letters_are_letters_while_one_types(page: Page, site: Server) -> None:
    """In a field all keys write, and with Ctrl they are the browser's."""
    page.goto(f"{site.address}?q=ferry")
    field = page.get_by_role("textbox", name="From", exact=True)
    field.focus()
    page.keyboard.type("j/k?")
    expect(field).to_have_value("j/k?")
    expect(page.get_by_role("dialog")).to_be_hidden()
    field.fill("")
    page.locator("main a").first.focus()
    page.keyboard.press("Control+/")
    expect(page.locator("#q")).not_to_be_focused()


def test_a_question_mark_opens_help(page: Page, site: Server) -> None:
    """A dialog lists the keys; Escape closes it, and one is where one was."""
    page.goto(f"{site.address}?q=ferry")
    titles(page).nth(1).focus()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Help")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("to the search box")
    page.keyboard.press("j")
    expect(titles(page).nth(2)).not_to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(titles(page).nth(1)).to_be_focused()
    page.get_by_role("button", name="Help").click()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    assert page.url.endswith("?q=ferry")


def test_keys_are_switched_off_for_good(own_page: Page, site: Server) -> None:
    """Switched off, by keyboard alone, they do nothing, after reloading too; and on again."""
    own_page.goto(f"{site.address}?q=ferry")
    switch_with_the_keyboard(own_page)
    for reload in (False, True):
        if reload:
            own_page.reload()
        for key in ("/", "j", "?"):
            own_page.keyboard.press(key)
        expect(own_page.locator("#q")).not_to_be_focused()
        expect(titles(own_page).first).not_to_be_focused()
        expect(own_page.get_by_role("dialog")).to_be_hidden()
    own_page.get_by_role("button", name="Help").click()
    expect(own_page.get_by_role("switch")).not_to_be_checked()
    own_page.keyboard.press("Escape")
    switch_with_the_keyboard(own_page)
    own_page.keyboard.press("/")
    expect(own_page.locator("#q")).to_be_focused()
    assert own_page.evaluate("localStorage.length") == 0


def test_pages_without_hits_have_keys_too(page: Page, site: Server) -> None:
    """Where there is no hit, j does nothing; the others work."""
    for path in ("status", "compare?q=ferry", "?q=zzzqqq", "?page=0"):
        page.goto(site.address + path)
        page.keyboard.press("j")
        page.keyboard.press("?")
        expect(page.get_by_role("dialog")).to_be_visible()
        page.keyboard.press("Escape")
        page.keyboard.press("/")
        expect(page.locator("#q")).to_be_focused()
