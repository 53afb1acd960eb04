from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.support.pages import total, unfold, wait_for_query
from tests.webui.serving import Server

pytestmark = pytest.mark.browser


def test_a_panel_says_who_was_first(any_page: Page, site: Server) -> None:
    """Its first line names the provider of the oldest hit, and leads to those that followed."""
    any_page.goto(f"{site.address}?q=ferry&sort=oldest")
    oldest = any_page.locator(".hits .byline").first
    provider, when = oldest.locator(".provider").inner_text(), oldest.locator("time").inner_text()
    panel = any_page.locator("details.coverage")
    panel.locator("summary").click()
    expect(panel.locator("p").first).to_have_text(f"First: {provider}, {when}; who followed")
    panel.get_by_role("link", name="who followed").click()
    expect(any_page.locator("table.numbers tbody th").first).to_have_text(provider)


def test_a_panel_says_who_covers_it(any_page: Page, site: Server) -> None:
    """Opened, the panel lists the providers of the hits, each a link to its articles."""
    any_page.goto(f"{site.address}?q=ferry")
    panel = any_page.locator("details.coverage")
    expect(panel.locator("summary")).to_have_text("Who covers it: 9 of 14 providers")
    expect(panel.get_by_role("table")).to_be_hidden()
    unfold(any_page, "Who covers it")
    row = panel.get_by_role("row", name=re.compile("^The Harbour Post"))
    count = int(row.get_by_role("cell").first.inner_text())
    row.get_by_role("link").click()
    wait_for_query(any_page, q="ferry", provider="The Harbour Post")
    assert total(any_page) == count


def test_all_providers_have_a_page(any_page: Page, site: Server, tmp_path: Path) -> None:
    """From the panel to the page: sorted as one likes, the silent ones too, and as CSV."""
    any_page.goto(f"{site.address}?q=ferry&topic=Transport")
    unfold(any_page, "Who covers it")
    any_page.get_by_role("link", name="Who covers it, in full").click()
    expect(any_page.get_by_role("heading", level=1)).to_have_text("Who covers ferry")
    rows = any_page.locator("table.numbers:not(.silent) tbody tr")
    counts = [int(text) for text in rows.locator("td:nth-of-type(1)").all_inner_texts()]
    assert counts == sorted(counts, reverse=True)
    any_page.get_by_role("link", name="Greatest share").click()
    wait_for_query(any_page, q="ferry", topic="Transport", by="share")
    shares = [
        float(text.removeprefix("<").split()[0])
        for text in rows.locator("td:nth-of-type(3)").all_inner_texts()
    ]
    assert len(shares) > 3
    assert shares == sorted(shares, reverse=True)
    expect(any_page.get_by_role("heading", name="Published, but nothing found")).to_be_visible()
    with any_page.expect_download() as download:
        any_page.get_by_role("link", name="Download as CSV").click()
    download.value.save_as(tmp_path / "coverage.csv")
    with (tmp_path / "coverage.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    assert table[0]["provider"] == rows.first.locator("th").inner_text()
    silent = any_page.locator(".silent tbody tr")
    assert len(table) == rows.count() + silent.count()
    silent.first.get_by_role("link").click()
    any_page.wait_for_url(re.compile("provider="))
    assert total(any_page) > 0


def test_the_search_box_searches_from_there(page: Page, site: Server) -> None:
    """The box on that page holds the words, and searches with the same filters."""
    page.goto(f"{site.address}coverage?q=ferry&topic=Transport")
    box = page.get_by_label("Search the articles")
    expect(box).to_have_value("ferry")
    box.press("Enter")
    wait_for_query(page, q="ferry", topic="Transport")
    assert total(page) == 14


def test_nobody_covers_it(page: Page, site: Server) -> None:
    """Without a hit the page says so, and lists who was active."""
    page.goto(f"{site.address}coverage?q=zzzqqq")
    expect(page.locator("main")).to_contain_text("so nobody covers it")
    assert page.locator(".silent tbody tr").count() == 14
