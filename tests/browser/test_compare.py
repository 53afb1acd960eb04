from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.support.pages import query_of, total, unfold, wait_for_query
from tests.webui.serving import Server

pytestmark = pytest.mark.browser


def compare(page: Page, *queries: str) -> None:
    """Type queries into the boxes and compare them."""
    for number, text in enumerate(queries, 1):
        page.get_by_label(f"Query {number}").fill(text)
    page.get_by_role("button", name="Compare").click()
    page.wait_for_url(lambda url: all(text in url for text in queries))


def test_two_queries_are_compared(any_page: Page, site: Server) -> None:
    """Typed queries become lines of a chart, a legend with numbers, and a table of links."""
    any_page.goto(site.address)
    any_page.get_by_role("link", name="Compare queries").click()
    expect(any_page.get_by_role("heading", level=1)).to_have_text("Compare queries")
    compare(any_page, "ferry", "strike")
    assert query_of(any_page) == {"q": ["ferry", "strike"]}
    expect(any_page).to_have_title(re.compile("^ferry, strike"))
    expect(any_page.get_by_role("img", name=re.compile("of 2 queries"))).to_be_visible()
    assert any_page.locator("polyline.series-1, polyline.series-2").count() >= 2
    # The page's own style is there, however one came.
    expect(any_page.locator("polyline.series-1").first).to_have_css("fill", "none")
    expect(any_page.locator(".legend li").first).to_contain_text(re.compile(r"ferry\s+18 articles"))
    unfold(any_page, "The numbers, by month")
    row = any_page.get_by_role("row", name=re.compile("^June 2022"))
    count = int(row.get_by_role("link").first.inner_text())
    row.get_by_role("link").first.click()
    wait_for_query(any_page, q="ferry", from_="2022-06-01", to="2022-06-30")
    assert total(any_page) == count


def test_the_legend_and_the_points_lead_to_searches(page: Page, site: Server) -> None:
    """A query in the legend is a link to its search, as is each point of its line."""
    page.goto(f"{site.address}compare?q=ferry&q=strike")
    page.locator(".legend").get_by_role("link", name="strike").click()
    wait_for_query(page, q="strike")
    page.go_back()
    page.locator(".points a", has_text="ferry, June 2022").locator(".hit-area").click()
    wait_for_query(page, q="ferry", from_="2022-06-01", to="2022-06-30")


def test_a_comparison_is_narrowed_and_measured(page: Page, site: Server) -> None:
    """Dates, presets, the measure and other filters are kept from step to step."""
    page.set_viewport_size(PHONE)
    page.goto(f"{site.address}?q=ferry&topic=Transport")
    page.get_by_role("link", name="Compare with other words").click()
    expect(page.get_by_label("Query 1")).to_have_value("ferry")
    page.get_by_label("Query 2").fill("harbour")
    page.get_by_role("textbox", name="From").fill("2022")
    page.get_by_role("button", name="Compare").click()
    wait_for_query(page, q=["ferry", "harbour"], topic="Transport", from_="2022")
    unfold(page, "Articles a month")
    page.get_by_role("link", name="Shares").click()
    page.wait_for_url(re.compile("measure=share"))
    expect(page.locator(".counting summary")).to_have_text("Share of all articles a month")
    page.get_by_role("link", name="Remove the filter Topic: Transport").click()
    page.wait_for_url(lambda url: "topic" not in url)
    assert query_of(page)["from"] == ["2022"]
    page.get_by_role("link", name="All dates").click()
    page.wait_for_url(lambda url: "from" not in url)
    assert query_of(page) == {"q": ["ferry", "harbour"], "measure": ["share"]}


def test_the_numbers_are_downloaded(page: Page, site: Server, tmp_path: Path) -> None:
    """The link gives a CSV of what the chart shows."""
    page.goto(f"{site.address}compare?q=ferry&q=strike")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as CSV").click()
    assert download.value.suggested_filename == "compare.csv"
    download.value.save_as(tmp_path / "compare.csv")
    with (tmp_path / "compare.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["query"] for row in rows} == {"ferry", "strike"}
    assert sum(int(row["matching"]) for row in rows if row["query"] == "ferry") == 18


def test_wrong_dates_are_explained(page: Page, site: Server) -> None:
    """A date that is none is answered by the page that says what is wanted."""
    page.goto(f"{site.address}compare?q=ferry")
    page.get_by_role("textbox", name="From").fill("2022-13")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This address cannot be read")


def test_what_two_queries_have_in_common_leads_to_the_articles(
    any_page: Page, site: Server
) -> None:
    """From the table of overlaps to a pair in full, and from its numbers to the articles."""
    any_page.goto(f"{site.address}compare?q=ferry&q=strike")
    overlaps = any_page.get_by_role("region", name="Articles that two queries both find")
    both = overlaps.get_by_role("cell").nth(1).get_by_role("link")
    number = int(both.inner_text())
    overlaps.get_by_role("link", name=re.compile("^Over time and by provider")).click()
    any_page.wait_for_url(re.compile("pair="))
    expect(any_page.get_by_role("heading", name="ferry and strike")).to_be_visible()
    expect(any_page.get_by_role("region", name="By provider")).to_be_visible()
    overlaps.get_by_role("cell").nth(1).get_by_role("link").click()
    wait_for_query(any_page, q="(ferry) AND (strike)")
    assert total(any_page) == number


def test_a_long_query_is_seen_whole(page: Page, site: Server) -> None:
    """Its box grows with it, and Enter sends it."""
    page.goto(f"{site.address}compare?q=ferry")
    box = page.get_by_label("Query 2")
    low = box.bounding_box()
    long = " OR ".join(f"word{number}" for number in range(40))
    box.fill(f"strike OR {long}")
    high = box.bounding_box()
    assert low is not None
    assert high is not None
    assert high["height"] > 2 * low["height"]
    assert box.evaluate("box => box.scrollHeight <= box.clientHeight + 1")
    box.press("Enter")
    wait_for_query(page, q=["ferry", f"strike OR {long}"])
