"""What tests of pages do and look for again and again."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import FloatRect, Locator, Page, expect


def query_of(page: Page, *, empty: bool = False) -> dict[str, list[str]]:
    """Return the parameters in the address of a page, empty ones only where wanted."""
    return parse_qs(urlsplit(page.url).query, keep_blank_values=empty)


def wait_for_query(page: Page, /, **expected: str | list[str]) -> None:
    """Wait until the address has these parameters and no others; ``from_`` stands for from."""
    wanted = {
        name.rstrip("_"): [value] if isinstance(value, str) else value
        for name, value in expected.items()
    }
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query) == wanted)


def total(page: Page) -> int:
    """Return the number of articles that a page says it found."""
    return int(page.locator("#found").inner_text().split()[0].replace(",", ""))


def has_script(page: Page) -> bool:
    """Whether the scripts of a page ran."""
    return page.locator("html.has-script").count() == 1


def apply(page: Page) -> None:
    """Press the button that applies the filters; with scripts there is none to press."""
    button = page.locator(".filters").locator("button", has_text="Apply")
    if has_script(page):
        expect(button).to_be_hidden()
    else:
        button.click()


def box(page: Page, value: str) -> Locator:
    """Return the box of a filter's value."""
    return page.get_by_role("checkbox", name=re.compile(rf"^{re.escape(value)}( [\d,]+)?$"))


def promised(page: Page, value: str) -> int:
    """Return the number beside a filter's value."""
    row = page.locator(".filters li", has=box(page, value))
    return int(row.locator(".count").inner_text().replace(",", ""))


def focused(page: Page, attribute: str) -> str:
    """Return a property of the element that has the focus."""
    return str(page.evaluate(f"document.activeElement.{attribute}"))


def unfold(page: Page, summary: str) -> None:
    """Open what is folded under a summary."""
    page.locator("summary", has_text=summary).click()


def place(part: Locator) -> FloatRect:
    """Return the place of a part of the page, scrolled to."""
    part.scroll_into_view_if_needed()
    rect = part.bounding_box()
    assert rect is not None
    return rect
