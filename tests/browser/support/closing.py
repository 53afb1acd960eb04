"""Closing a page that may be on its way to another document."""

from __future__ import annotations

from contextlib import suppress

from playwright.sync_api import Browser, CDPSession, Error, Page

_TRIES = 40
_MS = 250


class Closer:
    """Closes pages of one browser, however often they have to be told.

    Chromium says that it closes a page, and does not, if a document of that page arrives just
    then; Playwright's ``page.close()`` waits for ever
    (https://github.com/microsoft/playwright/issues/42068).

    Args:
        browser: a Chromium.
    """

    def __init__(self, browser: Browser) -> None:
        self._session: CDPSession = browser.new_browser_cdp_session()

    def close(self, page: Page, target: str) -> None:
        """Close a page.

        Args:
            page: to close; nothing is done if it is closed.
            target: what :func:`target_of` said of it.

        Raises:
            RuntimeError: it stays open.
        """
        for _ in range(_TRIES):
            if page.is_closed():
                return
            # Not yet, or there is no such page any more, which the next look tells.
            with suppress(Error), page.expect_event("close", timeout=_MS):
                self._session.send("Target.closeTarget", {"targetId": target})
        raise RuntimeError(f"Chromium does not close {page.url}.")


def target_of(page: Page) -> str:
    """Return what Chromium calls a page; to be asked while the page is at rest."""
    session = page.context.new_cdp_session(page)
    found = str(session.send("Target.getTargetInfo")["targetInfo"]["targetId"])
    session.detach()
    return found
