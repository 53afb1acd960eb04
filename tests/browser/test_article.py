from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.support.pages import total, unfold, wait_for_query
from tests.webui.serving import Server

pytestmark = pytest.mark.browser

FERRY = "article/2022/2022-06-03-ferry-strike-halts-passenger-sailings-to-skarrow-islands"


def test_similar_articles_are_links(page: Page, site: Server) -> None:
    """What is like an article is listed below it, with provider and date."""
    page.goto(site.address + FERRY)
    similar = page.get_by_role("region", name="Similar articles").get_by_role("listitem")
    assert 1 <= similar.count() <= 10
    expect(similar.first).to_contain_text(re.compile(r"20\d\d, \d\d:\d\d UTC$"))
    title = similar.first.get_by_role("link").inner_text()
    similar.first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_a_citation_is_copied(own_page: Page, site: Server) -> None:
    """The button puts the citation that is open into the clipboard, and says so."""
    own_page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    own_page.goto(site.address + FERRY)
    unfold(own_page, "BibTeX")
    part = own_page.locator("details.citation[open]")
    expect(part).to_have_count(1)
    part.get_by_role("button", name="Copy").click()
    expect(part.get_by_role("button")).to_have_text("Copied")
    copied = own_page.evaluate("navigator.clipboard.readText()")
    assert copied == part.locator("pre").inner_text()
    assert "Ferry strike halts" in copied


def test_a_citation_is_selected_where_copying_is_not_allowed(own_page: Page, site: Server) -> None:
    """Where a page may not write to the clipboard, the text is selected, and the button says so."""
    own_page.add_init_script("delete Navigator.prototype.clipboard")
    own_page.goto(site.address + FERRY)
    part = own_page.locator("details.citation[open]")
    part.get_by_role("button", name="Copy").click()
    expect(part.get_by_role("button")).to_have_text("Selected: press Ctrl-C")
    selected = own_page.evaluate("getSelection().toString()")
    assert selected.split() == part.locator("pre").inner_text().split()


def test_citations_can_be_read_without_a_script(any_page: Page, site: Server) -> None:
    """One citation is open, the others unfold; on a phone too."""
    any_page.set_viewport_size(PHONE)
    any_page.goto(site.address + FERRY)
    cite = any_page.get_by_role("region", name="Cite it")
    expect(cite.locator("pre:visible")).to_have_count(1)
    unfold(any_page, "BibTeX")
    expect(cite.locator("pre", has_text="@")).to_be_visible()


def test_without_a_script_there_is_no_button_to_copy(any_page: Page, site: Server) -> None:
    """What needs a script is only there with one."""
    any_page.goto(site.address + FERRY)
    scripted = any_page.locator("html.has-script").count()
    expect(any_page.locator("button:visible", has_text="Copy")).to_have_count(scripted)
    expect(any_page.locator("button:visible", has_text="Help")).to_have_count(scripted)


def test_one_reads_on_from_hit_to_hit(any_page: Page, site: Server) -> None:
    """From a hit to the next article and the one before, and back to where it stands."""
    any_page.goto(f"{site.address}?q=ferry&size=10")
    titles = any_page.locator(".hits h2").all_inner_texts()
    any_page.locator(".hits h2 a").nth(8).click()
    heading = any_page.get_by_role("heading", level=1)
    for name, place in (("Next", 9), ("Previous", 8), ("Next", 9)):
        any_page.get_by_role("link", name=re.compile(f"^{name}")).click()
        expect(heading).to_have_text(titles[place])
        expect(any_page.locator(".trail")).to_contain_text(f"{place + 1} of ")
    assert any_page.locator("h1 mark, .lead mark").count() > 0
    any_page.get_by_role("link", name=re.compile("^Next")).click()
    expect(any_page.locator(".trail")).to_contain_text("11 of ")
    eleventh = heading.inner_text()
    any_page.get_by_role("link", name="articles for “ferry”").click()
    wait_for_query(any_page, q="ferry", size="10", page="2")
    expect(any_page.locator(".hits h2").first).to_have_text(eleventh)


def test_an_article_that_is_gone_leads_on(page: Page, site: Server) -> None:
    """The words of its name are searched with a click."""
    page.goto(f"{site.address}article/2022/ferry-to-nowhere")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such article")
    page.get_by_role("link", name="Search for the words of its name").click()
    page.wait_for_url(re.compile("ferry"))
    assert total(page) > 0


def test_italics_are_copied(own_page: Page, site: Server) -> None:
    """A word processor gets the citation with its italics, a text editor without marks."""
    own_page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    own_page.goto(site.address + FERRY)
    part = own_page.locator("details.citation[open]")
    part.get_by_role("button", name="Copy").click()
    expect(part.get_by_role("button")).to_have_text("Copied")
    copied = own_page.evaluate(
        """async () => {
            const [item] = await navigator.clipboard.read();
            const texts = {};
            for (const type of item.types) texts[type] = await (await item.getType(type)).text();
            return texts;
        }"""
    )
    assert copied["text/plain"] == part.locator("pre").inner_text()
    title = part.locator("em").first.inner_text()
    assert f"<em>{title}</em>" in re.sub(r"<em[^>]*>", "<em>", copied["text/html"])


def test_what_is_known_stands_beside_what_is_said(page: Page, site: Server) -> None:
    """On a wide screen facts and citations are seen at once, beside title and excerpt."""
    page.goto(site.address + FERRY)
    title, facts = page.locator("h1").bounding_box(), page.locator("main dl").bounding_box()
    assert title is not None
    assert facts is not None
    assert facts["x"] >= title["x"] + title["width"]
    expect(page.get_by_role("heading", name="Cite it")).to_be_in_viewport()
    page.set_viewport_size(PHONE)
    below = page.locator("main dl").bounding_box()
    assert below is not None
    assert below["x"] == page.locator("h1").bounding_box()["x"]  # type: ignore[index]


def test_paper_says_where_an_article_is(page: Page, site: Server) -> None:
    """Printed, an article has its own address and that of the page; so has each hit."""
    page.emulate_media(media="print")
    page.goto(site.address + FERRY)
    shown = "link => getComputedStyle(link, '::after').content"
    address = page.locator(".detail .leaves")
    assert str(address.get_attribute("href")) in address.evaluate(shown)
    expect(page.locator(".on-paper")).to_have_text(f"Found at {site.address}{FERRY}")
    expect(page.locator(".on-paper")).to_be_visible()
    page.goto(f"{site.address}?q=ferry&size=10")
    first = page.locator(".hits .leaves").first
    expect(first).to_be_visible()
    assert str(first.get_attribute("href")) in first.evaluate(shown)


def test_on_paper_an_article_is_cited_once(page: Page, site: Server) -> None:
    """In the style that is open; without any, the heading is not there either."""
    page.goto(site.address + FERRY)
    page.emulate_media(media="print")
    citations = page.locator(".citation")
    assert citations.count() > 1
    assert [each.is_visible() for each in citations.all()] == [True] + [False] * (
        citations.count() - 1
    )
    page.emulate_media(media="screen")
    citations.first.locator("summary").click()
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Cite it")).to_be_hidden()
    page.emulate_media(media="screen")
