from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.webui.serving import Server

pytestmark = pytest.mark.browser


def query_of(page: Page) -> dict[str, list[str]]:
    """Return the parameters in the address of a page; empty ones left out."""
    return parse_qs(urlsplit(page.url).query)


def total(page: Page) -> int:
    """Return the number of articles that a page says it found."""
    return int(page.get_by_role("status").inner_text().split()[0].replace(",", ""))


def test_words_are_searched_with_enter(any_page: Page, site: Server) -> None:
    """Typing words and Enter shows hits with the words marked, at an address to keep."""
    any_page.goto(site.address)
    box = any_page.get_by_role("searchbox", name="Search the articles")
    box.fill("ferry strike")
    box.press("Enter")
    expect(any_page.get_by_role("status")).to_contain_text("article")
    assert query_of(any_page) == {"q": ["ferry strike"]}
    expect(any_page.get_by_role("searchbox")).to_have_value("ferry strike")
    expect(any_page.locator("article mark").first).to_have_text(re.compile("ferr|strike", re.I))
    expect(any_page).to_have_title("ferry strike – Cuttings")


def test_two_providers_are_either_of_them(any_page: Page, site: Server) -> None:
    """Two ticked providers show the articles of both, as many as their counts promised."""
    any_page.goto(f"{site.address}?q=ferry")
    promised = 0
    for name in ("Meridian Wire", "Public One"):
        label = any_page.locator("label", has_text=name)
        promised += int(label.locator(".count").inner_text())
        label.get_by_role("checkbox").check()
    any_page.get_by_role("button", name="Apply").click()
    any_page.wait_for_url(re.compile("provider="))
    assert query_of(any_page)["q"] == ["ferry"]
    assert set(query_of(any_page)["provider"]) == {"Meridian Wire", "Public One"}
    assert total(any_page) == promised
    providers = set(any_page.locator(".byline .provider").all_inner_texts())
    assert providers == {"Meridian Wire", "Public One"}
    expect(any_page.locator("label", has_text="The Harbour Post")).to_be_visible()


def test_a_filter_is_taken_off(any_page: Page, site: Server) -> None:
    """A click on an active filter removes it and nothing else."""
    any_page.goto(f"{site.address}?q=ferry&provider=Meridian+Wire&provider=Public+One&from=2023")
    any_page.get_by_role("link", name="Remove the filter Provider: Public One").click()
    any_page.wait_for_url(lambda url: "Public" not in url)
    assert query_of(any_page) == {"q": ["ferry"], "provider": ["Meridian Wire"], "from": ["2023"]}
    any_page.get_by_role("link", name="Clear all filters").click()
    any_page.wait_for_url(lambda url: "provider" not in url)
    assert query_of(any_page) == {"q": ["ferry"]}


def test_unticking_takes_a_filter_off(any_page: Page, site: Server) -> None:
    """A ticked box can be unticked and applied."""
    any_page.goto(f"{site.address}?topic=Food")
    any_page.get_by_role("checkbox", name=re.compile("^Food")).uncheck()
    any_page.get_by_role("button", name="Apply").click()
    any_page.wait_for_url(lambda url: "Food" not in url)
    assert query_of(any_page) == {}


def test_hits_are_sorted(any_page: Page, site: Server) -> None:
    """Another order is a link; the first hit becomes the oldest article."""
    any_page.goto(site.address)
    newest = any_page.locator("article h2").first.inner_text()
    any_page.get_by_role("link", name="Oldest").click()
    any_page.wait_for_url(re.compile("sort=oldest"))
    assert any_page.locator("article h2").first.inner_text() != newest
    expect(any_page.locator("article time").first).to_contain_text("2022")


def test_pages_are_turned(any_page: Page, site: Server) -> None:
    """Next and Previous lead through the hits, the filters kept."""
    any_page.goto(f"{site.address}?size=10&not_type=video")
    first = any_page.locator("article h2").all_inner_texts()
    any_page.get_by_role("link", name="Next").click()
    any_page.wait_for_url(re.compile("page=2"))
    assert query_of(any_page) == {"size": ["10"], "page": ["2"], "not_type": ["video"]}
    assert not set(first) & set(any_page.locator("article h2").all_inner_texts())
    any_page.get_by_role("link", name="Previous").click()
    any_page.wait_for_url(lambda url: "page" not in url)
    assert any_page.locator("article h2").all_inner_texts() == first


def test_a_change_of_filters_starts_at_the_first_page(any_page: Page, site: Server) -> None:
    """What is searched anew is shown from its beginning."""
    any_page.goto(f"{site.address}?size=10&page=3")
    any_page.get_by_role("checkbox", name=re.compile("^Transport")).check()
    any_page.get_by_role("button", name="Apply").click()
    any_page.wait_for_url(re.compile("topic=Transport"))
    assert "page" not in query_of(any_page)


def test_a_bar_narrows_the_dates(any_page: Page, site: Server) -> None:
    """A click on the histogram narrows to that bucket, as often as there are smaller ones."""
    any_page.goto(f"{site.address}?q=ferry")
    before = total(any_page)
    bars = any_page.locator(".histogram svg a", has=any_page.locator("title", has_text="June 2022"))
    promised = int(bars.locator("title").text_content().split(": ")[1].split()[0])  # type: ignore[union-attr]
    bars.locator(".hit-area").click()
    any_page.wait_for_url(re.compile("from=2022-06-01"))
    assert query_of(any_page) == {"q": ["ferry"], "from": ["2022-06-01"], "to": ["2022-06-30"]}
    assert total(any_page) == promised < before
    days = any_page.locator("svg a", has=any_page.locator("title", has_text="3 June 2022"))
    days.first.locator(".hit-area").click()
    any_page.wait_for_url(re.compile("from=2022-06-03"))
    assert 0 < total(any_page) < promised


def test_the_dates_are_there_as_a_list(any_page: Page, site: Server) -> None:
    """What the histogram draws can be opened as a list of links, without JavaScript too."""
    any_page.goto(site.address)
    entry = any_page.get_by_role("link", name="No date")
    expect(entry).to_be_hidden()
    any_page.locator("details summary").click()
    entry.click()
    any_page.wait_for_url(re.compile("date=none"))
    assert total(any_page) == 3


def test_dates_are_typed(any_page: Page, site: Server) -> None:
    """A year or a month in the date fields narrows the hits and stays as it was typed."""
    any_page.goto(site.address)
    any_page.get_by_label("From", exact=True).fill("2023")
    any_page.get_by_label("To", exact=True).fill("2023-06")
    any_page.get_by_label("To", exact=True).press("Enter")
    any_page.wait_for_url(re.compile("from=2023"))
    assert query_of(any_page) == {"from": ["2023"], "to": ["2023-06"]}
    expect(any_page.get_by_label("From", exact=True)).to_have_value("2023")
    dates = any_page.locator("article time").all_inner_texts()
    assert dates
    assert all(text.endswith("2023") for text in dates)


def test_a_wrong_date_is_explained(any_page: Page, site: Server) -> None:
    """A date that is none leads to a page that says what is wanted."""
    any_page.goto(site.address)
    any_page.get_by_label("From", exact=True).fill("last summer")
    any_page.get_by_role("button", name="Apply").click()
    expect(any_page.get_by_role("heading", level=1)).to_have_text("This address cannot be read")
    expect(any_page.locator("main")).to_contain_text("write YYYY, YYYY-MM or YYYY-MM-DD")


def test_a_misspelt_word_is_mended_with_a_click(any_page: Page, site: Server) -> None:
    """The mended query is offered, and finds what it promised."""
    any_page.goto(f"{site.address}?q=fery")
    any_page.get_by_role("link", name="ferry", exact=True).click()
    any_page.wait_for_url(re.compile("q=ferry"))
    assert total(any_page) > 0


def test_nothing_found_leads_on(any_page: Page, site: Server) -> None:
    """A search without hits says what was understood and has a way out."""
    any_page.goto(f"{site.address}?q=title:ferry&provider=The+Proving+Drawer")
    expect(any_page.get_by_role("heading", level=2)).to_have_text("Nothing found")
    any_page.get_by_role("link", name="Search without filters").click()
    any_page.wait_for_url(lambda url: "provider" not in url)
    assert total(any_page) > 0


def test_an_article_and_its_story(any_page: Page, site: Server) -> None:
    """Details lead to the article, its story to the others, its topics to a search."""
    any_page.goto(f"{site.address}?q=title:halts+ferry&provider=Meridian+Wire")
    any_page.get_by_role("link", name=re.compile("^Details of Ferry strike halts")).click()
    heading = any_page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Ferry strike halts passenger sailings to Skarrow Islands")
    any_page.get_by_role("link", name="Ferry strike ends after overnight talks").click()
    expect(heading).to_have_text("Ferry strike ends after overnight talks on rest hours")
    any_page.locator("dd a.topic").first.click()
    any_page.wait_for_url(re.compile("topic="))
    assert total(any_page) > 1


def test_without_an_index_the_page_says_what_to_run(any_page: Page, empty_site: Server) -> None:
    """No index is a page with the command that makes one, not "nothing found"."""
    any_page.goto(empty_site.address)
    expect(any_page.get_by_role("heading", level=1)).to_have_text("The index cannot be searched")
    expect(any_page.locator("main")).to_contain_text("python -m indexer sync ARTICLES")
