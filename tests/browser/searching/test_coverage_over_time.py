from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE
from tests.browser.support.pages import place, query_of, total, unfold, wait_for_query
from tests.webui.serving import Server

pytestmark = pytest.mark.browser


def bar(page: Page, label: str) -> Locator:
    """Return the link of a bar of the histogram."""
    title = page.locator("title", has_text=re.compile(f"^{label}: "))
    return page.locator(".histogram svg a", has=title)


def drag(page: Page, first: Locator, last: Locator) -> None:
    """Drag from the middle of a bar to the middle of another."""
    rects = [place(part.locator(".hit-area")) for part in (first, last)]
    (x, y), (to_x, to_y) = (
        (rect["x"] + rect["width"] / 2, rect["y"] + rect["height"] / 2) for rect in rects
    )
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(to_x, to_y, steps=5)
    page.mouse.up()


def test_a_bar_narrows_the_dates(any_page: Page, site: Server) -> None:
    """A click on the histogram narrows to that bucket, as often as there are smaller ones."""
    any_page.goto(f"{site.address}?q=ferry")
    before = total(any_page)
    month = bar(any_page, "June 2022")
    label = month.locator("title").text_content()
    assert label is not None
    promised = int(label.split(": ")[1].split()[0])
    month.locator(".hit-area").click()
    wait_for_query(any_page, q="ferry", from_="2022-06-01", to="2022-06-30")
    assert total(any_page) == promised < before
    bar(any_page, "3 June 2022").locator(".hit-area").click()
    wait_for_query(any_page, q="ferry", from_="2022-06-03", to="2022-06-03")
    assert 0 < total(any_page) < promised
    any_page.get_by_role("link", name="All dates").click()
    wait_for_query(any_page, q="ferry")


@pytest.mark.parametrize("backwards", [False, True], ids=["forwards", "backwards"])
def test_dragging_selects_a_range(page: Page, newsstand: Server, backwards: bool) -> None:
    """Dragging over bars narrows to all of them; other filters are kept, and no bar is opened."""
    page.goto(f"{newsstand.address}?topic=Even")
    before = total(page)
    ends = [bar(page, "3 March 2021"), bar(page, "8 March 2021")]
    drag(page, *(reversed(ends) if backwards else ends))
    wait_for_query(page, topic="Even", from_="2021-03-03", to="2021-03-08")
    assert total(page) == 3
    expect(page.get_by_role("textbox", name="From", exact=True)).to_have_value("2021-03-03")
    page.go_back()
    wait_for_query(page, topic="Even")
    # Also because Chromium may never close a page that is still on its way back.
    expect(page.locator("#found")).to_contain_text(f"{before} articles")


def test_dragging_replaces_other_dates(page: Page, newsstand: Server) -> None:
    """What was selected before is selected no more, and on a phone one can drag as well."""
    page.set_viewport_size(PHONE)
    page.goto(f"{newsstand.address}?from=2021-03&to=2021-03-20")
    drag(page, bar(page, "15 March 2021"), bar(page, "16 March 2021"))
    wait_for_query(page, from_="2021-03-15", to="2021-03-16")
    assert total(page) == 2


def test_dragging_shows_what_is_selected(page: Page, newsstand: Server) -> None:
    """While dragging, the bars that would be selected are covered, and named with their count."""
    page.goto(newsstand.address)
    rects = [place(bar(page, f"{day} March 2021").locator(".hit-area")) for day in (3, 8)]
    brush = page.locator(".brush")
    page.mouse.move(rects[0]["x"] + 2, rects[0]["y"] + 20)
    page.mouse.down()
    page.mouse.move(rects[1]["x"] + 2, rects[1]["y"] + 20)
    expect(brush).not_to_have_attribute("width", "0")
    covered = place(brush)
    assert covered["x"] == pytest.approx(rects[0]["x"], abs=1)
    assert covered["width"] == pytest.approx(6 * rects[0]["width"], abs=2)
    expect(page.locator(".brushed")).to_have_text("3 to 8 Mar 2021 · 6")
    page.mouse.up()
    wait_for_query(page, from_="2021-03-03", to="2021-03-08")


def test_a_trembling_hand_clicks(page: Page, newsstand: Server) -> None:
    """A press that moves by a few pixels opens the bar."""
    page.goto(newsstand.address)
    rect = place(bar(page, "5 March 2021").locator(".hit-area"))
    x, y = rect["x"] + rect["width"] / 2, rect["y"] + 20
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 3, y + 2)
    page.mouse.up()
    wait_for_query(page, from_="2021-03-05", to="2021-03-05")
    assert total(page) == 1


def test_the_last_days_are_a_click_away(any_page: Page, site: Server) -> None:
    """Presets narrow to the last days of an archive that has ended, and find something."""
    any_page.goto(site.address)
    any_page.get_by_role("link", name="1 year", exact=True).click()
    wait_for_query(any_page, from_="2023-12-31", to="2024-12-30")
    expect(any_page.locator(".presets strong")).to_have_text("1 year")
    expect(any_page.get_by_role("textbox", name="From")).to_have_value("2023-12-31")
    assert total(any_page) > 0
    any_page.get_by_role("link", name="All dates").click()
    wait_for_query(any_page)


def test_the_box_of_a_period_takes_it_off(any_page: Page, site: Server) -> None:
    """A period up to today has a box among the filters."""
    any_page.goto(f"{site.address}?q=ferry&last=1y")
    expect(any_page.get_by_role("checkbox", name="Last 1 year")).to_be_checked()
    any_page.get_by_role("link", name="All dates").click()
    wait_for_query(any_page, q="ferry")


def test_counts_and_shares(any_page: Page, site: Server) -> None:
    """The histogram shows counts, or which share of everything they are."""
    any_page.goto(f"{site.address}?q=ferry")
    caption = any_page.locator(".counting summary")
    expect(caption).to_have_text("Articles a month")
    expect(any_page.locator(".highest")).to_have_text("5")
    unfold(any_page, "Articles a month")
    any_page.get_by_role("link", name="Shares").click()
    wait_for_query(any_page, q="ferry", measure="share")
    expect(caption).to_have_text("Share of all articles a month")
    expect(any_page.locator(".highest")).to_contain_text("%")
    assert total(any_page) == 18
    if not any_page.get_by_role("link", name="Counts").is_visible():
        unfold(any_page, "Share of all articles a month")
    any_page.get_by_role("link", name="Counts").click()
    wait_for_query(any_page, q="ferry")


def test_times_without_any_article_are_told_apart(any_page: Page, newsstand: Server) -> None:
    """Where nothing was imported, the histogram and its table say so, and link nowhere."""
    any_page.goto(newsstand.address)
    expect(any_page.locator(".histogram .signs")).to_contain_text("nothing imported")
    expect(any_page.locator(".histogram .nothing")).to_have_count(3)
    expect(bar(any_page, "11 March 2021")).to_have_count(0)
    unfold(any_page, "By day")
    row = any_page.get_by_role("row", name=re.compile("^12 March 2021"))
    expect(row).to_contain_text("nothing imported")
    expect(row.get_by_role("link")).to_have_count(0)


def test_the_dates_are_there_as_a_table(any_page: Page, site: Server) -> None:
    """What the histogram draws can be opened as a table of links, on a phone too."""
    any_page.set_viewport_size(PHONE)
    any_page.goto(site.address)
    entry = any_page.get_by_role("link", name="No date")
    expect(entry).to_be_hidden()
    unfold(any_page, "By month, and 3 without a date")
    row = any_page.get_by_role("row", name=re.compile("^June 2022"))
    count = int(row.get_by_role("cell").first.inner_text())
    row.get_by_role("link").click()
    wait_for_query(any_page, from_="2022-06-01", to="2022-06-30")
    assert total(any_page) == count
    any_page.goto(site.address)
    unfold(any_page, "By month")
    entry.click()
    wait_for_query(any_page, date="none")
    assert total(any_page) == 3
    assert "from" not in query_of(any_page)


def test_a_panel_that_is_open_stays_open(page: Page, site: Server) -> None:
    """What is counted can be changed step by step, by keys as well, and a filter closes nothing."""
    page.goto(f"{site.address}?q=ferry")
    panel = page.locator(".counting")
    unfold(page, "Articles a month")
    panel.get_by_role("link", name="stories").focus()
    page.keyboard.press("Enter")
    wait_for_query(page, q="ferry", unit="story")
    expect(panel).to_have_attribute("open", "")
    expect(panel.locator("#unit-story")).to_be_focused()
    panel.get_by_role("link", name="Shares").click()
    wait_for_query(page, q="ferry", unit="story", measure="share")
    panel.get_by_role("link", name="what the filters leave").click()
    wait_for_query(page, q="ferry", unit="story", measure="share", base="filtered")
    expect(panel.locator("summary")).to_have_text("Share of filtered stories a month")
    page.get_by_role("checkbox", name=re.compile("^Transport")).check()
    wait_for_query(
        page, q="ferry", unit="story", measure="share", base="filtered", topic="Transport"
    )
    expect(panel).to_have_attribute("open", "")
