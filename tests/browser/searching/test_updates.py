from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import PHONE, Witness
from tests.browser.support.pages import box, place, query_of, total, wait_for_query
from tests.webui.serving import Server, serving, until

pytestmark = pytest.mark.browser

SCROLLED = "document.scrollingElement.scrollTop"
# Lives as long as the document does.
MARK = "window.sameDocument = true"
MARKED = "window.sameDocument === true"
# The address of a search for nothing but words and this topic.
ENERGY = re.compile(r"\?q=\w+&topic=Energy$")


def hold(page: Page) -> list[Route]:
    """Let answers to a search for energy wait; return what waits."""
    held: list[Route] = []
    page.route(ENERGY, lambda route: held.append(route))
    return held


def test_a_filter_changes_the_page_in_place(page: Page, site: Server) -> None:
    """The document stays; title, address and what is read aloud change; no parameter is empty."""
    page.goto(site.address)
    page.evaluate(MARK)
    announcer = page.locator("#announcer")
    expect(announcer).to_have_attribute("role", "status")
    expect(announcer).to_be_empty()
    box(page, "Transport").check()
    wait_for_query(page, topic="Transport")
    assert query_of(page, empty=True) == {"topic": ["Transport"]}
    expect(announcer).to_have_text(page.locator("#found").inner_text())
    search = page.get_by_label("Search the articles")
    search.fill("ferry")
    search.press("Enter")
    wait_for_query(page, q="ferry", topic="Transport")
    expect(page).to_have_title("ferry – Cuttings")
    expect(announcer).to_have_text("14 articles")
    assert page.evaluate(MARKED)


@pytest.mark.parametrize("phone", [False, True], ids=["wide", "phone"])
def test_focus_and_place_stay(page: Page, site: Server, phone: bool) -> None:
    """After ticking a box one is still there, with the keyboard and with the eyes."""
    page.set_viewport_size(PHONE if phone else {"width": 1280, "height": 500})
    page.goto(site.address)
    topic = box(page, "Transport")
    topic.focus()
    page.keyboard.press("ArrowDown")
    before = page.evaluate(SCROLLED)
    assert before > 0
    page.keyboard.press("Space")
    wait_for_query(page, topic="Transport")
    expect(topic).to_be_checked()
    expect(topic).to_be_focused()
    expect(topic).to_be_in_viewport()
    page.keyboard.press("Space")
    wait_for_query(page)
    expect(topic).to_be_focused()


def test_what_was_ticked_stays_where_it_is(page: Page, site: Server) -> None:
    """On a phone the hits above the filters become fewer; the eyes stay on the box."""
    page.set_viewport_size(PHONE)
    page.goto(site.address)
    ticked = box(page, "Transport")
    ticked.scroll_into_view_if_needed()
    before = ticked.bounding_box()
    ticked.click()
    wait_for_query(page, topic="Transport")
    expect(ticked).to_be_checked()
    after = ticked.bounding_box()
    assert before is not None
    assert after is not None
    # Selected values move to the top of their list.
    assert after["y"] == pytest.approx(before["y"], abs=2)


def test_a_link_leads_to_the_top(page: Page, site: Server) -> None:
    """The next page of hits is read from its beginning."""
    page.goto(f"{site.address}?size=10")
    page.get_by_role("link", name="Next").click()
    wait_for_query(page, size="10", page="2")
    expect(page.locator(".hits > li").first).to_be_in_viewport()
    assert page.evaluate(SCROLLED) == 0


def test_back_and_forward_restore_the_page(any_page: Page, site: Server) -> None:
    """Each state is a place in the history, with its hits and its ticked boxes."""
    any_page.goto(f"{site.address}?q=ferry")
    for topic in ("Energy", "Food"):
        any_page.locator(".more").get_by_role("link", name=topic, exact=True).first.click()
        wait_for_query(any_page, topic=topic)
        any_page.go_back()
        wait_for_query(any_page, q="ferry")
        expect(any_page.locator("#found")).to_contain_text("18 articles")
        expect(box(any_page, topic)).not_to_be_checked()
        any_page.go_forward()
        wait_for_query(any_page, topic=topic)
        expect(box(any_page, topic)).to_be_checked()
        any_page.go_back()
        wait_for_query(any_page, q="ferry")
        expect(any_page.locator("#found")).to_contain_text("18 articles")


def test_back_after_ticking(page: Page, site: Server) -> None:
    """Ticked boxes are states, too: Back unticks the last one."""
    page.goto(f"{site.address}?q=ferry")
    box(page, "Energy").check()
    wait_for_query(page, q="ferry", topic="Energy")
    box(page, "article").check()
    wait_for_query(page, q="ferry", topic="Energy", type="article")
    page.go_back()
    wait_for_query(page, q="ferry", topic="Energy")
    expect(box(page, "Energy")).to_be_checked()
    expect(box(page, "article")).not_to_be_checked()
    page.go_back()
    wait_for_query(page, q="ferry")
    expect(box(page, "Energy")).not_to_be_checked()
    expect(page.locator("#found")).to_contain_text("18 articles")
    page.go_forward()
    wait_for_query(page, q="ferry", topic="Energy")
    expect(box(page, "Energy")).to_be_checked()


def test_quick_changes_end_in_the_last_state(page: Page, site: Server) -> None:
    """Who ticks a second box before the first one's answer is there gets both."""
    page.goto(f"{site.address}?q=ferry")
    held = hold(page)
    box(page, "Energy").click()
    box(page, "Food").click()
    page.wait_for_url(lambda url: "Energy" in url and "Food" in url)
    assert set(query_of(page)["topic"]) == {"Energy", "Food"}
    expect(box(page, "Energy")).to_be_checked()
    expect(box(page, "Food")).to_be_checked()
    expect(page.locator("#announcer")).to_have_text(f"{total(page)} articles")
    assert len(held) == 1


def test_a_link_outruns_an_answer_that_is_late(page: Page, site: Server) -> None:
    """What was asked last is shown, whatever comes first."""
    page.goto(f"{site.address}?q=ferry")
    hold(page)
    box(page, "Energy").click()
    page.get_by_role("link", name="Oldest").click()
    wait_for_query(page, q="ferry", sort="oldest")
    expect(page.locator("#found")).to_contain_text("18 articles")


def test_no_letter_is_lost_while_an_answer_comes(page: Page, site: Server) -> None:
    """Words that are typed while a filter applies are still there when it did."""
    page.goto(f"{site.address}?q=ferry")
    held = hold(page)
    box(page, "Energy").click()
    search = page.locator("#q")
    search.press("End")
    page.keyboard.type(" island")
    # The browser may take longer to ask than somebody does to type.
    while not held:
        page.wait_for_timeout(10)
    held[0].continue_()
    wait_for_query(page, q="ferry", topic="Energy")
    expect(search).to_have_value("ferry island")
    expect(search).to_be_focused()
    page.keyboard.type("s")
    search.press("Enter")
    wait_for_query(page, q="ferry islands", topic="Energy")


def test_a_date_and_the_click_that_ends_it(page: Page, site: Server) -> None:
    """A box that is pressed while a typed date applies is ticked all the same."""
    page.goto(site.address)
    page.get_by_role("textbox", name="From", exact=True).fill("2023")
    rect = place(box(page, "Curated only"))
    page.mouse.move(rect["x"] + rect["width"] / 2, rect["y"] + rect["height"] / 2)
    page.mouse.down()
    # Longer than an answer takes.
    for _ in range(3):
        page.request.get(f"{site.address}?from=2023")
    page.mouse.up()
    wait_for_query(page, from_="2023", curated="1")
    expect(box(page, "Curated only")).to_be_checked()


def test_a_date_applies_when_the_field_is_left(page: Page, site: Server) -> None:
    """A click beside the field, or the Tab key, is enough."""
    page.goto(site.address)
    page.get_by_role("textbox", name="From", exact=True).fill("2023")
    page.locator("#date-form").click()
    wait_for_query(page, from_="2023")
    page.get_by_role("textbox", name="To", exact=True).fill("2024")
    page.keyboard.press("Tab")
    wait_for_query(page, from_="2023", to="2024")


def test_dates_and_no_date_exclude_each_other(page: Page, site: Server) -> None:
    """Of the ways to say when, the last one counts."""
    page.goto(f"{site.address}?from=2023&to=2024")
    page.goto(f"{site.address}?last=7d")
    page.get_by_role("textbox", name="From", exact=True).fill("2022")
    page.keyboard.press("Enter")
    wait_for_query(page, from_="2022")
    page.goto(f"{site.address}?date=none")
    page.get_by_role("textbox", name="To", exact=True).fill("2023")
    page.keyboard.press("Enter")
    wait_for_query(page, to="2023")


def test_an_index_that_goes_away_is_said(page: Page, sample_index: Path, tmp_path: Path) -> None:
    """A partial update shows the page that says what is wrong; once it is mended, all works."""
    index, away = tmp_path / "index", tmp_path / "away"
    shutil.copytree(sample_index, index)
    with serving(index) as server:
        page.goto(server.address)
        index.rename(away)
        until(lambda: server.get("/").status == 503)
        box(page, "Transport").click()
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_have_text("The index cannot be searched")
        expect(page.locator("#announcer")).to_have_text("The index cannot be searched")
        expect(page).to_have_title("The index cannot be searched – Cuttings")
        wait_for_query(page, topic="Transport")
        away.rename(index)
        until(lambda: server.get("/").status == 200)
        page.get_by_role("link", name="Search all articles").click()
        expect(page.locator("#found")).to_contain_text("81 articles")


def test_a_server_that_is_gone_is_said(page: Page, sample_index: Path, witness: Witness) -> None:
    """Where no answer comes, the browser says so itself."""
    with serving(sample_index) as server:
        page.goto(server.address)
        server.stop()
        with page.expect_event("framenavigated"):
            box(page, "Transport").click()
    expect(page).to_have_url("chrome-error://chromewebdata/")
    assert all("REFUSED" in text or "htmx:" in text for text in witness.complaints)
    witness.complaints.clear()
