from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.support.pages import (
    apply,
    box,
    focused,
    has_script,
    promised,
    query_of,
    total,
    wait_for_query,
)
from tests.webui.serving import Server

pytestmark = pytest.mark.browser


def test_two_providers_are_either_of_them(any_page: Page, site: Server) -> None:
    """Two ticked providers show the articles of both, as many as their counts promised."""
    any_page.goto(f"{site.address}?q=ferry")
    expected = promised(any_page, "Meridian Wire") + promised(any_page, "Public One")
    box(any_page, "Meridian Wire").check()
    if has_script(any_page):
        wait_for_query(any_page, q="ferry", provider="Meridian Wire")
        assert box(any_page, "Meridian Wire").is_checked()
    box(any_page, "Public One").check()
    apply(any_page)
    any_page.wait_for_url(lambda url: url.count("provider=") == 2)
    assert query_of(any_page)["q"] == ["ferry"]
    assert set(query_of(any_page)["provider"]) == {"Meridian Wire", "Public One"}
    assert total(any_page) == expected
    providers = set(any_page.locator(".byline .provider").all_inner_texts())
    assert providers == {"Meridian Wire", "Public One"}
    expect(box(any_page, "The Harbour Post")).to_be_visible()


def test_filters_work_on_a_phone(any_page: Page, site: Server) -> None:
    """On a phone a link leads to the filters, and a ticked one applies as elsewhere."""
    any_page.set_viewport_size(PHONE)
    any_page.goto(f"{site.address}?q=ferry")
    any_page.get_by_role("link", name="Filters", exact=True).click()
    first = any_page.locator(".filters").get_by_role("checkbox").first
    expect(first).to_be_in_viewport()
    first.check()
    apply(any_page)
    any_page.wait_for_url(re.compile("provider="))
    expect(any_page.get_by_role("link", name="Remove the filter")).to_have_count(1)
    assert total(any_page) == any_page.locator(".hits > li").count()


def test_unticking_takes_a_filter_off(any_page: Page, site: Server) -> None:
    """A ticked box can be unticked."""
    any_page.goto(f"{site.address}?topic=Food")
    box(any_page, "Food").uncheck()
    apply(any_page)
    wait_for_query(any_page)
    assert not box(any_page, "Food").is_checked()


def test_a_filter_is_taken_off(any_page: Page, site: Server) -> None:
    """A click on an active filter removes it and nothing else."""
    any_page.goto(f"{site.address}?q=ferry&provider=Meridian+Wire&provider=Public+One&from=2023")
    any_page.get_by_role("link", name="Remove the filter Provider: Public One").click()
    wait_for_query(any_page, q="ferry", provider="Meridian Wire", from_="2023")
    any_page.get_by_role("link", name="Clear all filters").click()
    wait_for_query(any_page, q="ferry")


def test_a_date_in_words_is_refused_beside_its_field(any_page: Page, site: Server) -> None:
    """Nothing that was found goes away for a slip."""
    any_page.goto(f"{site.address}?q=ferry")
    field = any_page.locator("#from")
    field.fill("march 2022")
    field.press("Enter")
    assert field.evaluate("field => field.validity.patternMismatch")
    wait_for_query(any_page, q="ferry")
    field.fill("2022-03")
    field.press("Enter")
    wait_for_query(any_page, q="ferry", **{"from": "2022-03"})


def test_a_value_is_left_out_and_taken_back(any_page: Page, site: Server) -> None:
    """The minus beside a value leaves its articles out; the value stays, with a way back."""
    any_page.goto(f"{site.address}?q=ferry")
    before, left = total(any_page), promised(any_page, "The Harbour Post")
    any_page.get_by_role("link", name="Leave out The Harbour Post").click()
    wait_for_query(any_page, q="ferry", not_provider="The Harbour Post")
    assert total(any_page) == before - left
    assert "The Harbour Post" not in any_page.locator(".byline .provider").all_inner_texts()
    # A state of its own: no tick, and no chip like others.
    row = any_page.locator(".filters li.excluded")
    expect(row).to_have_text(re.compile(r"The Harbour Post\s+left out"))
    tick = "box => getComputedStyle(box).backgroundImage"
    assert "polyline" not in row.get_by_role("checkbox").evaluate(tick)
    chip = any_page.get_by_role("link", name="Remove the filter Provider: not The Harbour Post")
    expect(chip).to_have_css("border-top-style", "dashed")
    any_page.locator("input[name=not_provider]").click()
    apply(any_page)
    wait_for_query(any_page, q="ferry")
    assert total(any_page) == before


def test_a_change_of_filters_starts_at_the_first_page(any_page: Page, site: Server) -> None:
    """What is searched anew is shown from its beginning."""
    any_page.goto(f"{site.address}?size=10&page=3")
    box(any_page, "Transport").check()
    apply(any_page)
    wait_for_query(any_page, size="10", topic="Transport")


def test_a_value_is_found_by_typing(any_page: Page, newsstand: Server) -> None:
    """Of forty providers those with what was typed are left: at once, or after Enter."""
    any_page.goto(newsstand.address)
    expect(box(any_page, "Paper 39")).to_have_count(0)
    field = any_page.get_by_role("searchbox", name="Find a provider")
    field.press_sequentially("39")
    if not has_script(any_page):
        field.press("Enter")
        wait_for_query(any_page, find_provider="39")
    names = any_page.get_by_role("group", name="Provider").locator(".value")
    expect(names).to_have_text(["Paper 39"])
    expect(field).to_have_value("39")
    box(any_page, "Paper 39").check()
    apply(any_page)
    any_page.wait_for_url(re.compile("provider=Paper"))
    assert total(any_page) == 1
    field.fill("zzz")
    field.press("Enter")
    expect(names).to_have_text(["Paper 39"])
    expect(any_page.get_by_role("group", name="Provider")).to_contain_text("Paper 39")


def test_the_caret_stays_where_somebody_types(page: Page, newsstand: Server) -> None:
    """The list narrows while one types, in the middle of a word too."""
    page.goto(newsstand.address)
    field = page.get_by_role("searchbox", name="Find a provider")
    field.press_sequentially("per")
    expect(field).to_have_js_property("defaultValue", "per")
    expect(field).to_be_focused()
    assert focused(page, "selectionStart") == "3"
    field.press("Home")
    page.keyboard.type("pa")
    expect(field).to_have_js_property("defaultValue", "paper")
    expect(field).to_be_focused()
    expect(field).to_have_value("paper")
    assert focused(page, "selectionStart") == "2"


def test_more_values_are_shown(any_page: Page, newsstand: Server) -> None:
    """Forty providers are there with one click."""
    any_page.goto(newsstand.address)
    group = any_page.get_by_role("group", name="Provider")
    expect(group.get_by_role("checkbox")).to_have_count(20)
    group.get_by_role("link", name="Show more").click()
    wait_for_query(any_page, facet_size="1000")
    expect(group.get_by_role("checkbox")).to_have_count(37)
    expect(group.get_by_role("link", name="Show more")).to_have_count(0)


def test_filters_that_are_on_stay_where_nothing_is_found(any_page: Page, site: Server) -> None:
    """Without a hit what is on can be taken off; values that would find nothing are not offered."""
    any_page.goto(f"{site.address}?q=zzzqqq&provider=Meridian+Wire")
    assert total(any_page) == 0
    expect(any_page.get_by_role("group", name="Date")).to_be_visible()
    expect(any_page.get_by_role("group", name="Topic")).to_have_count(0)
    expect(any_page.get_by_role("group", name="Provider").get_by_role("checkbox")).to_have_count(1)
    expect(box(any_page, "Meridian Wire")).to_be_checked()
    assert promised(any_page, "Meridian Wire") == 0
    # It goes where it came from.
    box(any_page, "Meridian Wire").click()
    apply(any_page)
    wait_for_query(any_page, q="zzzqqq")


def test_dates_are_typed(any_page: Page, site: Server) -> None:
    """A year or a month in the date fields narrows the hits and stays as it was typed."""
    any_page.goto(site.address)
    start = any_page.get_by_role("textbox", name="From", exact=True)
    end = any_page.get_by_role("textbox", name="To", exact=True)
    start.fill("2023")
    end.fill("2023-06")
    end.press("Enter")
    wait_for_query(any_page, from_="2023", to="2023-06")
    expect(start).to_have_value("2023")
    dates = any_page.locator(".hits time").all_inner_texts()
    assert dates
    assert all(re.search(r" 2023(,|$)", text) for text in dates)


def test_a_wrong_date_is_explained(any_page: Page, site: Server) -> None:
    """A date that is none leads to a page that says what is wanted, and Back leads back."""
    any_page.goto(f"{site.address}?q=ferry")
    field = any_page.get_by_role("textbox", name="From", exact=True)
    field.fill("2022-13")
    field.press("Enter")
    expect(any_page.get_by_role("heading", level=1)).to_have_text("This address cannot be read")
    expect(any_page.locator("main")).to_contain_text("is not a day of the calendar")
    expect(any_page).to_have_title("This address cannot be read – Cuttings")
    assert query_of(any_page) == {"q": ["ferry"], "from": ["2022-13"]}
    any_page.go_back()
    expect(any_page.locator("#found")).to_contain_text("18 articles")


def test_a_wrong_date_costs_nothing_else(any_page: Page, site: Server) -> None:
    """From after To is said beside its field; all that was typed and ticked is still there."""
    any_page.goto(f"{site.address}?q=ferry&topic=Transport&size=10&to=2021")
    field = any_page.get_by_role("textbox", name="From", exact=True)
    field.fill("2022-06")
    field.press("Enter")
    expect(any_page.get_by_role("heading", level=1)).to_have_text("This address cannot be read")
    expect(field).to_have_value("2022-06")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("from: 2022-06 is after to: 2021"))
    expect(field).to_be_in_viewport()
    expect(any_page.get_by_role("textbox", name="To", exact=True)).to_have_value("2021")
    expect(box(any_page, "Transport")).to_be_checked()
    expect(any_page.locator("#q")).to_have_value("ferry")
    field.fill("2021-01")
    field.press("Enter")
    wait_for_query(any_page, q="ferry", topic="Transport", size="10", from_="2021-01", to="2021")
    expect(any_page.locator("#found")).to_be_visible()


def test_other_filters(any_page: Page, site: Server) -> None:
    """Quality, curated, any of the words and no date are filters like others."""
    any_page.goto(f"{site.address}?q=ferry+lobster")
    box(any_page, "Any of the words").check()
    apply(any_page)
    wait_for_query(any_page, q="ferry lobster", match="any")
    quality = any_page.get_by_label("Quality at least")
    quality.fill("70")
    quality.press("Enter")
    wait_for_query(any_page, q="ferry lobster", match="any", min_quality="70")
    any_page.goto(site.address)
    box(any_page, "No date").check()
    apply(any_page)
    wait_for_query(any_page, date="none")
    assert total(any_page) == 3


def test_a_month_is_one_chip(any_page: Page, site: Server) -> None:
    """From and To of the same month are one filter, called by its name."""
    any_page.goto(f"{site.address}?q=ferry&from=2022-06&to=2022-06")
    expect(any_page.locator(".chips a")).to_have_text([re.compile("^June 2022")])
    any_page.get_by_role("link", name="Remove the filter June 2022").click()
    wait_for_query(any_page, q="ferry")
