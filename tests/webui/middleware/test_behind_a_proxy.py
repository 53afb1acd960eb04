"""The pages below a prefix, through a real proxy: every address of every page stays below it."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urljoin, urlsplit
from xml.etree import ElementTree

import pytest

from tests.browser.support.paths import PATHS
from tests.webui.middleware.reverse_proxy import Proxy, proxying
from tests.webui.parsed_page import Page
from tests.webui.serving import Answer, serving

pytestmark = pytest.mark.slow

PREFIX = "/cuttings"
HOST = "news.example"
ROOT = f"https://{HOST}{PREFIX}/"
# In what an address may stand: of HTML, of SVG, of htmx, and of ours.
ADDRESSES = ("href", "src", "action", "formaction", "poster", "data", "xlink:href", "hx-get")
# A text of a script that is a path of ours.
PATH = re.compile(r"""["'`](/[a-z][\w./-]*)""")
# Addresses that were not asked for elsewhere, with one of each parameter.
MORE = (
    "api/search?q=ferry", "api/suggest?q=fer", "suggest.json?q=fer", "opensearch.xml",
    "coverage.csv?q=ferry", "followers.csv", "ledger.csv", "compare.csv?q=ferry", "healthz",
    "api/status", "api/nothing", "?q=&page=1", "article//x",
)  # fmt: skip


@pytest.fixture(scope="module", params=["stripped and told", "stripped and set", "passed on"])
def proxy(sample_index: Path, request: pytest.FixtureRequest) -> Iterator[Proxy]:
    """Return a proxy of each kind before a server that trusts it."""
    told = request.param == "stripped and told"
    strips = request.param != "passed on"
    options = () if told else ("--prefix", PREFIX)
    environment = {"CUTTINGS_TRUSTED_PROXY": "127.0.0.1", "CUTTINGS_TRUSTED_HOSTS": HOST}
    with (
        serving(sample_index, *options, **environment) as server,
        proxying(server.port, PREFIX, strips=strips, tells_prefix=told, scheme="https") as found,
    ):
        yield found


def asked(proxy: Proxy, url: str) -> Answer:
    """Ask the proxy for a whole address of the server that readers know."""
    assert url.startswith(ROOT) or url == ROOT.rstrip("/"), url
    connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=30)
    try:
        path = url.removeprefix(f"https://{HOST}")
        connection.request("GET", path, headers={"Host": HOST})
        response = connection.getresponse()
        names = {name.lower(): text for name, text in response.getheaders()}
        return Answer(response.status, names, response.read())
    finally:
        connection.close()


def addresses(url: str, page: Page) -> set[str]:
    """Return whatever a page may ask this server for, as whole addresses."""
    found = set()
    for element in page.elements:
        for name, text in element.attributes.items():
            if name in ADDRESSES or (name.startswith("data-") and text.startswith(("/", "?"))):
                found.add(urljoin(url, text.partition("#")[0]))
    return {each for each in found if urlsplit(each).hostname == HOST}


def kinds(url: str) -> set[tuple[str, str]]:
    """Return what an address tries: its page, whichever article's, with each parameter."""
    parts = urlsplit(url)
    path = re.sub(r"/(article|articles|story|stories)/.*", r"/\1/", parts.path)
    return {(path, ""), *((path, name) for name, _ in parse_qsl(parts.query))}


def test_no_address_leaves_the_prefix(proxy: Proxy) -> None:
    """All that pages link to, load, send to and redirect to is below the prefix, and answers."""
    waiting = [urljoin(ROOT, path) for path in [*PATHS.values(), *MORE]]
    seen = {kind for url in waiting for kind in kinds(url)}
    pages = 0
    while waiting:
        url = waiting.pop()
        answer = asked(proxy, url)
        assert answer.status < 500, url
        found: set[str] = set()
        if location := answer.headers.get("location"):
            found.add(urljoin(url, location))
        elif answer.headers["content-type"].startswith("text/html"):
            pages += 1
            text = answer.body.decode()
            assert f"Found at {url}" in unescape(text) or "%" in url or " " in url, url
            found = addresses(url, Page(text))
            assert any("/static/" in each for each in found), url
        elif "javascript" in answer.headers["content-type"] and "/vendor/" not in url:
            assert not PATH.findall(answer.body.decode()), url
        for each in found:
            assert each.startswith(ROOT) or each == ROOT.rstrip("/"), (url, each)
            assert not each.startswith(f"{ROOT.rstrip('/')}{PREFIX}"), (url, each)
            if kinds(each) - seen:
                seen |= kinds(each)
                waiting.append(each)
    assert proxy.outside == []
    assert pages > len(PATHS)


def test_what_is_no_page_stays_below_it_too(proxy: Proxy) -> None:
    """Suggestions and the description have addresses below the prefix, and these answer."""
    offers = json.loads(asked(proxy, f"{ROOT}api/suggest?q=fer").body)["suggestions"]
    assert offers
    typed = json.loads(asked(proxy, f"{ROOT}suggest.json?q=fer").body)
    assert typed[3] == [urljoin(ROOT, each["url"]) for each in offers]
    for url in typed[3]:
        assert asked(proxy, url).status == 200
    document = ElementTree.fromstring(  # noqa: S314 - we wrote it
        asked(proxy, f"{ROOT}opensearch.xml").body
    )
    templates = [each.attrib["template"] for each in document.iter() if "template" in each.attrib]
    assert len(templates) >= 3
    for template in templates:
        assert asked(proxy, template.replace("{searchTerms}", "ferry")).status == 200


def test_the_prefix_alone_is_the_search_page(proxy: Proxy) -> None:
    """With a slash at the end, or on the way there."""
    answer = asked(proxy, ROOT.rstrip("/"))
    if answer.status == 308:
        answer = asked(proxy, urljoin(ROOT, answer.headers["location"]))
    for each in (answer, asked(proxy, ROOT)):
        assert Page(each.body.decode()).found == 81


def test_the_server_says_where_it_is_below_a_prefix(sample_index: Path) -> None:
    """The address that is printed has the prefix, and answers; so does the one without."""
    with serving(sample_index, "--prefix", "cuttings/") as server:
        for path in ("/cuttings/", "/"):
            answer = server.get(path)
            assert answer.status == 200
            assert b'action="/cuttings/"' in answer.body
        assert server.get("/cuttings/api/status").status == 200
        assert server.get("/cuttingsx").status == 404


def test_one_who_asks_the_server_itself_is_not_believed(sample_index: Path) -> None:
    """Who is no trusted proxy tells nothing, on the real server either."""
    forged = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Prefix": "//evil.example",
        "Forwarded": "host=evil.example",
    }
    trusting = {"CUTTINGS_TRUSTED_PROXY": "192.0.2.1"}
    for environment in ({}, trusting):
        with serving(sample_index, **environment) as server:
            for path in ("/opensearch.xml", "/article//x", "/?q=&page=1", "/"):
                plain, told = server.get(path), server.get(path, forged)
                assert told.status == plain.status
                assert b"evil" not in told.body
                assert "evil" not in told.headers.get("location", "")
            assert server.get("/", {**forged, "Host": "evil.example"}).status == 400
