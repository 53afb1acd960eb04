from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.support.pages import total, wait_for_query
from tests.webui.serving import Server

pytestmark = pytest.mark.browser


def test_stories_are_folded(any_page: Page, site: Server) -> None:
    """Folded, a story is one hit, with its others listed under it, and the totals say so."""
    any_page.goto(f"{site.address}?q=ferry")
    articles = total(any_page)
    any_page.get_by_role("link", name="Fold stories").click()
    wait_for_query(any_page, q="ferry", group="story")
    found = any_page.locator("#found")
    expect(found).to_contain_text(f"{articles} articles in 11 stories")
    assert any_page.locator(".hits > li").count() == 11
    first = any_page.locator(".hits > li", has=any_page.get_by_role("list"))
    others = first.first.get_by_role("list", name="Others of the story").get_by_role("link")
    assert others.count() > 1
    title = others.first.inner_text()
    others.first.click()
    expect(any_page.get_by_role("heading", level=1)).to_have_text(title)
    any_page.go_back()
    wait_for_query(any_page, q="ferry", group="story")
    any_page.get_by_role("link", name="Unfold stories").click()
    wait_for_query(any_page, q="ferry")
    assert any_page.locator(".hits > li").count() == articles


def test_folding_is_kept(any_page: Page, site: Server) -> None:
    """Stories stay folded while one searches and filters."""
    any_page.goto(f"{site.address}?q=ferry&group=story")
    box = any_page.get_by_label("Search the articles")
    box.fill("ferry strike")
    box.press("Enter")
    wait_for_query(any_page, q="ferry strike", group="story")


def test_a_story_is_told_in_order_of_time(page: Page, site: Server) -> None:
    """A hit leads to its whole story: who told it, when, and back to the search."""
    page.goto(f"{site.address}?q=title:halts+ferry&provider=Meridian+Wire")
    link = page.get_by_role("link", name=re.compile(r"^\d+ reports by \d+ providers$")).first
    size = int(link.inner_text().split()[0])
    link.click()
    page.wait_for_url("**/story/**")
    timeline = page.locator(".timeline > li")
    expect(timeline).to_have_count(size)
    times = timeline.locator("time").evaluate_all("all => all.map(one => one.dateTime)")
    assert times == sorted(times)
    expect(timeline.first).to_contain_text("first")
    expect(timeline.nth(1)).to_contain_text("later")
    assert timeline.locator("mark").count() > 0
    # The page's own style is there, however one came.
    expect(timeline.first).to_have_css("border-left-style", "solid")
    rows = page.locator(".story-providers tbody tr")
    counts = rows.locator("td.count").all_inner_texts()
    assert sum(map(int, counts)) == size
    title = timeline.nth(1).get_by_role("heading").inner_text()
    timeline.nth(1).get_by_role("heading").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.get_by_role("link", name=f"All {size} reports by").click()
    expect(timeline).to_have_count(size)
    expect(timeline.filter(has_text="found")).to_have_count(1)
    page.get_by_role("link", name="show only this one").click()
    expect(timeline).to_have_count(1)
    page.get_by_role("link", name="1 article for “title:halts ferry”, filtered").click()
    wait_for_query(page, q="title:halts ferry", provider="Meridian Wire")


def test_who_was_first_stands_above_the_articles(page: Page, crowded: Server) -> None:
    """However many told a story, its articles begin within a screen; the others unfold."""
    page.goto(f"{crowded.address}story/000")
    assert (page.locator(".timeline").bounding_box() or {"y": 9999})["y"] < 900
    rows = page.locator(".story-providers tbody tr:visible")
    expect(rows).to_have_count(10)
    heights = rows.evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    assert max(heights) < 40
    page.get_by_text("Show all 40 providers").click()
    expect(rows).to_have_count(40)
    copies = page.locator("details.copies")
    expect(copies.get_by_role("heading", level=3).first).to_be_hidden()
    copies.first.locator("summary").click()
    expect(copies.get_by_role("heading", level=3).first).to_be_visible()


def test_an_article_may_be_its_story(page: Page, site: Server) -> None:
    """Of an article without others the page says so."""
    article = "2022/2022-11-22-webinar-electric-ferries-from-first-drawing-to-first-winter"
    page.goto(f"{site.address}story/{article}")
    expect(page.locator("main")).to_contain_text("No other article tells this story")
    expect(page.locator(".timeline > li")).to_have_count(1)
