"""Ticks on hits, which collect into a list of one's own."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Witness, open_page
from tests.browser.support.closing import Closer
from tests.browser.support.pages import query_of, total
from tests.browser.test_accessibility import assert_accessible
from tests.webui.serving import Server

pytestmark = pytest.mark.browser


def tick(page: Page, number: int) -> str:
    """Tick a hit, and return its id."""
    box = page.locator(".tick input").nth(number)
    box.check()
    return box.input_value()


def test_ticks_last_over_pages_and_searches(own_page: Page, site: Server) -> None:
    """They are there when one comes back, and the list holds all, in the order of the ticks."""
    page = own_page
    page.goto(f"{site.address}?q=ferry&size=10")
    ids = [tick(page, 1), tick(page, 0)]
    expect(page.locator(".ticked")).to_contain_text("2 ticked")
    page.get_by_role("link", name="Next").click()
    page.wait_for_url("**page=2**")
    expect(page.locator(".ticked")).to_contain_text("2 ticked")
    ids.append(tick(page, 0))
    page.go_back()
    page.wait_for_url(lambda url: "page" not in parse_qs(urlsplit(url).query))
    expect(page.locator(".tick input").nth(1)).to_be_checked()
    expect(page.locator(".ticked")).to_contain_text("3 ticked")
    page.get_by_role("button", name="Show list").click()
    page.wait_for_url("**id=**")
    assert query_of(page) == {"id": ids}
    expect(page.get_by_role("heading", level=1)).to_have_text("A list of 3 articles")
    assert total(page) == 3


def test_ticks_are_those_of_a_page_that_comes_without_loading(own_page: Page, site: Server) -> None:
    """A filter changes the hits in place: what was ticked is, wherever it stands now."""
    page = own_page
    page.goto(f"{site.address}?q=ferry&size=10")
    chosen = tick(page, 0)
    page.locator("#sort-oldest").click()
    page.wait_for_url("**sort=oldest**")
    expect(page.locator(".ticked")).to_contain_text("1 ticked")
    page.locator("#sort-relevance").click()
    page.wait_for_url("**sort=relevance**")
    expect(page.locator(".tick input").first).to_have_value(chosen)
    expect(page.locator(".tick input").first).to_be_checked()
    page.locator(".tick input").first.uncheck()
    expect(page.locator(".ticked")).to_be_hidden()


def test_ticks_are_cleared_and_taken_up_again(own_page: Page, site: Server) -> None:
    """Clear takes all off; all of a list are ticked again to go on with it."""
    page = own_page
    page.goto(f"{site.address}?q=ferry&size=10")
    tick(page, 0)
    tick(page, 1)
    page.get_by_role("button", name="Show list").click()
    page.wait_for_url("**id=**")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator(".ticked")).to_be_hidden()
    page.get_by_role("button", name="Tick all of the list").click()
    expect(page.locator(".ticked")).to_contain_text("2 ticked")
    page.goto(f"{site.address}?q=ferry&size=10")
    expect(page.locator(".tick input:checked")).to_have_count(2)


def test_one_is_taken_out_of_a_list(any_page: Page, site: Server) -> None:
    """With and without a script, and the order stays."""
    page = any_page
    page.goto(f"{site.address}?q=ferry&size=10")
    values = page.locator(".tick input").evaluate_all("boxes => boxes.map(box => box.value)")
    chosen = "&".join(f"id={value}" for value in values[:3])
    page.goto(f"{site.address}?{chosen}&sort=oldest")
    page.locator(".take-out").nth(1).click()
    page.wait_for_url(lambda url: len(parse_qs(urlsplit(url).query)["id"]) == 2)
    assert query_of(page)["sort"] == ["oldest"]
    assert total(page) == 2


def test_a_form_collects_without_a_script(
    contexts: dict[bool, BrowserContext], closer: Closer, witness: Witness, site: Server
) -> None:
    """The boxes of a page are sent by its button; a list that there is takes them up."""
    for page in open_page(contexts[False], closer, witness):
        page.goto(f"{site.address}?q=ferry&size=10")
        first = tick(page, 0)
        page.get_by_role("button", name="Show list").click()
        page.wait_for_url("**id=**")
        before = page.url
        page.goto(f"{site.address}?q=ferry&size=10")
        second = tick(page, 1)
        page.get_by_label("Ticked articles are added").fill(before)
        page.get_by_role("button", name="Show list").click()
        page.wait_for_url("**id=**&id=**")
        assert query_of(page) == {"id": [first, second]}


def test_x_ticks_the_hit_that_has_the_focus(own_page: Page, site: Server) -> None:
    """And takes the tick off again; the focus stays on the title."""
    page = own_page
    page.goto(f"{site.address}?q=ferry&size=10")
    page.keyboard.press("x")
    expect(page.locator(".ticked")).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator(".tick input").nth(1)).to_be_checked()
    expect(page.locator(".hits h2 a").nth(1)).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator(".ticked")).to_be_hidden()


def test_lists_and_their_citations_are_accessible(own_page: Page, site: Server) -> None:
    """The bar of ticks, the page of a list, and the page of its citations."""
    page = own_page
    page.goto(f"{site.address}?q=ferry&size=10")
    tick(page, 0)
    tick(page, 1)
    assert_accessible(page)
    page.get_by_role("button", name="Show list").click()
    page.wait_for_url("**id=**")
    assert_accessible(page)
    page.get_by_role("link", name="Cite", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cite this list")
    assert_accessible(page)
