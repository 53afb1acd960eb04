"""Pages of the tests themselves are closed, whatever they do just then."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Error

from tests.browser.support.closing import Closer, target_of
from tests.webui.serving import Server

pytestmark = pytest.mark.browser


def test_a_page_that_is_loading_is_closed(
    contexts: dict[bool, BrowserContext], closer: Closer, site: Server
) -> None:
    """The new document may arrive while the page is told to close."""
    for _ in range(5):
        page = contexts[True].new_page()
        target = target_of(page)
        try:
            page.goto(site.address)
            with pytest.raises(Error, match="navigation"):
                page.evaluate("() => { location.reload(); return new Promise(() => {}); }")
        finally:
            closer.close(page, target)
        assert page.is_closed()
