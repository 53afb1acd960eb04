"""A real Chromium and real servers, each started once a session."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    ViewportSize,
    expect,
    sync_playwright,
)

from tests.browser.support.closing import Closer, target_of
from tests.browser.support.newsstand import write_crowded, write_newsstand, write_pictured
from tests.browser.support.picture_server import PictureServer, serving_pictures
from tests.webui.serving import Server, serving, sync_into

FLAGS = ["--disable-gpu", "--disable-background-networking"]
DESKTOP = ViewportSize(width=1280, height=900)
PHONE = ViewportSize(width=390, height=844)
TIMEOUT_MS = 15_000
expect.set_options(timeout=TIMEOUT_MS)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return the system's Chromium, or else Playwright's own."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if (found := shutil.which(name))), None)
    # Chromium's sandbox does not start for root.
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=flags)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def site(sample_index: Path) -> Iterator[Server]:
    """Return a server over the sample articles."""
    with serving(sample_index) as server:
        yield server


@pytest.fixture(scope="session")
def hostile_site(hostile_index: Path) -> Iterator[Server]:
    """Return a server over the hostile articles."""
    with serving(hostile_index) as server:
        yield server


@pytest.fixture(scope="session")
def empty_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return a server without an index."""
    with serving(tmp_path_factory.mktemp("none") / "index") as server:
        yield server


@pytest.fixture(scope="session")
def newsstand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return a server over articles of many providers."""
    folder = tmp_path_factory.mktemp("newsstand")
    write_newsstand(folder / "articles")
    with serving(sync_into(folder / "index", folder / "articles")) as server:
        yield server


@pytest.fixture(scope="session")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return a server over a story of many providers."""
    folder = tmp_path_factory.mktemp("crowded")
    write_crowded(folder / "articles")
    with serving(sync_into(folder / "index", folder / "articles")) as server:
        yield server


@pytest.fixture(scope="session")
def pictures() -> Iterator[PictureServer]:
    """Return a server of pictures."""
    with serving_pictures() as server:
        yield server


@pytest.fixture(scope="session")
def gallery(tmp_path_factory: pytest.TempPathFactory, pictures: PictureServer) -> Iterator[Server]:
    """Return a server over articles that have pictures."""
    folder = tmp_path_factory.mktemp("gallery")
    write_pictured(folder / "articles", pictures.address)
    with serving(sync_into(folder / "index", folder / "articles")) as server:
        yield server


@dataclass
class Witness:
    """What a page did that nobody should see."""

    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Note requests to elsewhere, errors on the console, dialogs and failed scripts."""
        page.on("request", self._request)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: self.complaints.append(f"dialog {dialog.message}"))

    def _request(self, request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "data:")):
            self.foreign.append(request.url)

    def _console(self, message: ConsoleMessage) -> None:
        # Chromium says the first of every answer that is not 200, and htmx the others of an
        # answer that is not waited for any more.
        expected = (
            "Failed to load resource: the server responded with a status of",
            "htmx:afterRequest, ",
            "htmx:sendAbort, ",
        )
        if message.type in ("error", "warning") and not message.text.startswith(expected):
            self.complaints.append(message.text)


@pytest.fixture
def witness() -> Witness:
    """Return the witness of the test's page; what it saw fails the test, unless cleared."""
    return Witness()


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> dict[bool, BrowserContext]:
    """Return a context with JavaScript and one without; pages leave nothing in them."""
    found = {
        script: browser.new_context(java_script_enabled=script, viewport=DESKTOP)
        for script in (True, False)
    }
    for context in found.values():
        context.set_default_timeout(TIMEOUT_MS)
    return found


@pytest.fixture(scope="session")
def closer(browser: Browser) -> Closer:
    """Return what closes pages."""
    return Closer(browser)


def open_page(context: BrowserContext, closer: Closer, witness: Witness) -> Iterator[Page]:
    """Open a page, and check in the end that it behaved and left no cookie."""
    page = context.new_page()
    target = target_of(page)
    witness.watch(page)
    try:
        yield page
    finally:
        closer.close(page, target)
    assert witness.foreign == []
    assert witness.complaints == []
    assert context.cookies() == []


@pytest.fixture
def page(contexts: dict[bool, BrowserContext], closer: Closer, witness: Witness) -> Iterator[Page]:
    """Return a page on a wide screen."""
    yield from open_page(contexts[True], closer, witness)


@pytest.fixture
def own_page(browser: Browser, closer: Closer, witness: Witness) -> Iterator[Page]:
    """Return a page of a browser that keeps nothing: what it stores or may do is its own."""
    context = browser.new_context(viewport=DESKTOP)
    context.set_default_timeout(TIMEOUT_MS)
    try:
        yield from open_page(context, closer, witness)
    finally:
        context.close()


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def any_page(
    contexts: dict[bool, BrowserContext],
    closer: Closer,
    witness: Witness,
    request: pytest.FixtureRequest,
) -> Iterator[Page]:
    """Return a page in a browser with JavaScript, and in one without."""
    yield from open_page(contexts[request.param], closer, witness)
