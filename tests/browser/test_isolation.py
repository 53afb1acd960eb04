from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Witness
from tests.webui.serving import Server

pytestmark = pytest.mark.browser

PATHS = (
    "",
    "?q=markup",
    "?q=script&match=any",
    "?q=%3Cscript%3Ealert(1)%3C/script%3E&provider=%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E",
    "?from=%3Cimg%20src=x%20onerror=alert(1)%3E",
    "article/a/x%20y&%22%3Cb%3E%252e;%23%3F",
    "article/turned%20%E2%80%AE",
    "article/%3Cscript%3Ealert(1)%3C/script%3E",
    "story/a/x%20y&%22%3Cb%3E%252e;%23%3F",
    "story/turned%20%E2%80%AE",
    "coverage?q=markup",
    "compare?q=markup&q=%3Cscript%3Ealert(1)%3C/script%3E&q=%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E",
    "?q=markup&group=story",
    "api/search?q=markup",
    "status",
)
SCRIPTS = (
    "vendor/htmx/htmx.min",
    "updates",
    "suggestions",
    "brush",
    "keys",
    "ticks",
    "pictures",
    "citations",
)


@pytest.mark.parametrize("path", PATHS)
def test_hostile_articles_run_nothing_and_ask_nobody(
    page: Page, hostile_site: Server, path: str
) -> None:
    """No dialog opens, no request leaves this machine, nothing is blocked or complained of."""
    page.goto(hostile_site.address + path)
    own = {f"/static/{name}.js" for name in SCRIPTS}
    scripts = page.locator("script").evaluate_all("all => all.map(one => one.getAttribute('src'))")
    assert {source.partition("?")[0] for source in scripts} == (own if scripts else set())
    assert page.locator("main script, iframe, object, main img").count() == 0


def test_the_policy_stops_what_would_slip_through(
    page: Page, site: Server, witness: Witness
) -> None:
    """Even markup that got onto a page could run no script, load no image and style nothing."""
    page.goto(site.address)
    page.evaluate(
        """() => {
            const main = document.querySelector('main');
            main.insertAdjacentHTML('beforeend',
                '<img id="picture" src="/static/icon.svg?" onload="window.ran = 1">'
                + '<p id="styled" style="position: fixed"></p>');
            const script = document.createElement('script');
            script.textContent = 'window.ran = 2';
            main.append(script);
            for (const source of ['http://127.0.0.1:9/other.js', '/static/styles/site.css']) {
                const other = document.createElement('script');
                other.src = source;
                main.append(other);
            }
        }"""
    )
    # Playwright's wait_for_function evaluates text, which the policy stops as well.
    page.evaluate(
        """() => new Promise(done => {
            const picture = document.querySelector('#picture');
            const look = () => picture.complete ? done() : setTimeout(look, 20);
            look();
        })"""
    )
    assert page.evaluate("window.ran") is None
    assert page.evaluate("getComputedStyle(document.querySelector('#styled')).position") == "static"
    blocked = [text for text in witness.complaints if "Content Security Policy" in text]
    assert len(blocked) >= 4
    # Our own styles are from here, but are no script.
    others = set(witness.complaints) - set(blocked)
    assert all("MIME type" in text for text in others)
    witness.complaints.clear()


def test_a_page_cannot_be_framed(page: Page, site: Server, witness: Witness) -> None:
    """No page elsewhere can show ours inside its own."""
    page.set_content(f'<iframe src="{site.address}"></iframe>', wait_until="load")
    frame = page.frames[-1]
    assert frame.url.startswith("chrome-error:") or frame.content().find("Cuttings") < 0
    witness.complaints.clear()


def test_links_to_providers_tell_them_nothing(page: Page, site: Server) -> None:
    """A provider is not told what was searched for."""
    page.goto(f"{site.address}?q=ferry")
    link = page.locator(".hits a.leaves").first
    assert "noreferrer" in (link.get_attribute("rel") or "")
