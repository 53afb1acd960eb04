"""The pages below a prefix, behind a proxy: what scripts ask for is below it as well."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.support.pages import wait_for_query
from tests.webui.middleware.reverse_proxy import Proxy, proxying
from tests.webui.serving import serving

pytestmark = pytest.mark.browser

PREFIX = "/cuttings"


@pytest.fixture(scope="module", params=["stripped", "passed on"])
def mounted(sample_index: Path, request: pytest.FixtureRequest) -> Iterator[Proxy]:
    """Return a proxy that mounts a server below a prefix."""
    strips = request.param == "stripped"
    options = () if strips else ("--prefix", PREFIX)
    with (
        serving(sample_index, *options, CUTTINGS_TRUSTED_PROXY="127.0.0.1") as server,
        proxying(server.port, PREFIX, strips=strips) as proxy,
    ):
        yield proxy


def test_suggestions_lead_below_the_prefix(page: Page, mounted: Proxy) -> None:
    """What is typed is completed, and the choice opens a page of hits or an article."""
    page.goto(mounted.address)
    page.locator("#q").press_sequentially("fer")
    offers = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    expect(offers.first).to_contain_text("ferry")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    wait_for_query(page, q="ferry")
    assert page.url.startswith(f"{mounted.address}?")
    page.locator("#q").fill("")
    page.locator("#q").press_sequentially("fer")
    expect(offers.last).to_contain_text("article")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{mounted.address}article/**")
    assert mounted.outside == []


def test_searching_and_filtering_stay_below_the_prefix(page: Page, mounted: Proxy) -> None:
    """Words are searched for and a filter applies, without the page being loaded anew."""
    page.goto(mounted.address)
    page.evaluate("window.stayed = true")
    page.locator("#q").fill("ferry")
    page.keyboard.press("Enter")
    wait_for_query(page, q="ferry")
    page.locator(
        "#filters input[name=topic]:visible, .filters input[name=topic]:visible"
    ).first.check()
    page.wait_for_url(f"{mounted.address}?*topic=*")
    assert page.evaluate("window.stayed")
    page.go_back()
    wait_for_query(page, q="ferry")
    assert mounted.outside == []


def test_keys_work_below_the_prefix(page: Page, mounted: Proxy) -> None:
    """From the box to the hits, into an article, and on to the next one."""
    page.goto(f"{mounted.address}?q=ferry")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{mounted.address}article/**")
    first = page.url
    page.keyboard.press("j")
    page.wait_for_url(lambda url: url != first)
    assert page.url.startswith(f"{mounted.address}article/")
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    assert mounted.outside == []
