"""What every response carries, and who is answered."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask, redirect, request, url_for
from flask.testing import FlaskClient
from werkzeug.wrappers import Response

from tests.webui.clients import client_of
from tests.webui.parsed_page import Page
from tests.webui.views.test_api import FERRY
from webui.middleware.security import HEADERS, host_name, secure, split_hosts

ANY = ("/", "/?q=ferry", "/status", "/help", "/api/", "/?page=0", "/nowhere", "/?q=zzzqqq")
OTHERS = (
    "/api/search",
    "/api/search?page=0",
    "/api/nothing",
    "/api/openapi.json",
    "/healthz",
    "/metrics",
    "/readyz",
    "/static/styles/site.css",
)

HANDLER = re.compile(r"on[a-z]+")
FILE = re.compile(r"/static/[\w./-]+\?v=[0-9a-f]{12}")

POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'self'"],
    "script-src": ["'self'"],
    "connect-src": ["'self'"],
    "img-src": ["'self'", "data:", "https:", "http:"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
"""All that a browser may do with a page: pictures come from elsewhere, nothing else does."""


@pytest.mark.parametrize("path", [*ANY, *OTHERS, "/static/styles/none.css", "/article//x"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
def test_every_response_carries_the_headers(client: FlaskClient, path: str, method: str) -> None:
    """Pages, data, files, redirections and errors forbid foreign script, framing and sniffing."""
    headers = client.open(path, method=method).headers
    directives = [each.split() for each in headers["Content-Security-Policy"].split(";")]
    assert {name: sources for name, *sources in directives} == POLICY
    assert len(directives) == len(POLICY)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Set-Cookie" not in headers
    assert "Access-Control-Allow-Origin" not in headers


def test_no_address_is_without_the_headers(client: FlaskClient) -> None:
    """Of all that there are: answers, files, streams, what has not changed, and what is wrong."""
    values: dict[str, Any] = {"article_id": FERRY, "name": "x", "filename": "styles/site.css"}
    for rule in client.application.url_map.iter_rules():
        with client.application.test_request_context():
            path = url_for(rule.endpoint, **{name: values[name] for name in rule.arguments})
        known = {"If-None-Match": client.get(path).headers.get("ETag", "")}
        for response in (
            client.get(path, headers=known),
            client.get(f"{path}?sort=x"),
            client.get(f"/{path}"),
            client.delete(path),
        ):
            assert HEADERS.items() <= dict(response.headers).items(), path


@pytest.mark.parametrize(
    ("site", "mode", "dest", "status"),
    [
        (None, None, None, 200),
        ("none", "navigate", "document", 200),
        ("same-origin", "cors", "empty", 200),
        ("same-origin", "no-cors", "script", 200),
        ("cross-site", "navigate", "document", 200),
        ("cross-site", "navigate", "iframe", 403),
        ("cross-site", "navigate", "object", 403),
        ("cross-site", "no-cors", "image", 403),
        ("cross-site", "cors", "empty", 403),
        ("cross-site", None, None, 403),
    ],
)
def test_other_pages_may_link_here_and_ask_nothing(
    client: FlaskClient, site: str | None, mode: str | None, dest: str | None, status: int
) -> None:
    """They could tell from the time that an answer takes what the reader's archive has."""
    told = {"Site": site, "Mode": mode, "Dest": dest}
    headers = {f"Sec-Fetch-{name}": text for name, text in told.items() if text}
    for path in ("/?q=ferry", "/api/search", "/export.csv", "/static/icon.svg"):
        assert client.get(path, headers=headers).status_code == status
    assert client.get("/feed.atom", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        *ANY,
        f"/article/{FERRY}",
        f"/story/{FERRY}",
        "/compare?q=ferry",
        "/coverage",
        "/ledger",
        "/searches",
        "/audit?q=x",
        "/article/x",
    ],
)
def test_pages_have_nothing_inline_and_nothing_from_elsewhere(
    client: FlaskClient, path: str
) -> None:
    """No script, style or event handler stands in a page; what it loads and sends to is ours."""
    response = client.get(path, follow_redirects=True)
    page = Page(response.text)
    for element in page.elements:
        assert element.tag not in ("style", "iframe", "object", "embed", "base", "img")
        assert not any(HANDLER.fullmatch(name) for name in element.attributes), element
        assert not {"style", "srcdoc", "formaction", "ping"} & element.attributes.keys()
        if element.tag == "link" and element.attributes["rel"] not in ("search", "alternate"):
            assert FILE.fullmatch(element.href), element
        if element.tag == "form" and element.attributes.get("method") != "dialog":
            assert re.match(r"/(?!/)", element.attributes["action"]), element


@pytest.mark.parametrize("path", [*ANY, f"/article/{FERRY}", f"/story/{FERRY}"])
def test_scripts_are_files_of_ours(client: FlaskClient, path: str) -> None:
    """A script stands in a file that is named by its content, and waits for the page."""
    page = Page(client.get(path, follow_redirects=True).text)
    scripts = page.all("script")
    assert scripts
    for script in scripts:
        assert FILE.fullmatch(script.attributes["src"]), script
        assert script.attributes.get("type") == "module" or "defer" in script.attributes
        assert script.text == ""
        response = client.get(script.attributes["src"])
        assert response.mimetype == "text/javascript"
        assert response.cache_control.immutable
    for element in page.elements:
        assert "data-combobox" not in element.attributes or FILE.fullmatch(
            element.attributes["data-combobox"]
        )


@pytest.mark.parametrize("path", [*ANY, f"/article/{FERRY}"])
def test_htmx_evaluates_nothing(client: FlaskClient, path: str) -> None:
    """The library that exchanges parts of pages runs no text of a page, and adds no style."""
    settings = json.loads(page_settings(client, path))
    assert settings["allowEval"] is False
    assert settings["includeIndicatorStyles"] is False
    for element in Page(client.get(path).text).elements:
        used = {name for name in element.attributes if name.startswith("hx-")}
        assert used <= {"hx-boost", "hx-preserve", "hx-swap", "hx-sync"}, element


def page_settings(client: FlaskClient, path: str) -> str:
    """Return the settings of htmx that a page carries."""
    return Page(client.get(path).text).one("meta", name="htmx-config").attributes["content"]


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8000",
        "LocalHost:8000",
        "127.0.0.1",
        "127.0.0.1:1",
        "[::1]",
        "[::1]:8000",
        "localhost:",
    ],
)
def test_trusted_hosts_are_answered(client: FlaskClient, host: str) -> None:
    """The names of this machine are answered, in any case, with any port."""
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8000",
        "localhost.evil.example",
        "localhost@evil.example",
        "evil.example#localhost",
        "127.0.0.1.evil.example:80",
        "localhost:x",
        "localhost:80:80",
        "localhost:²",
        "localhost,evil.example",
        "[::1",
        "::1",
        "[::2]",
        "192.0.2.1",
        "localhost.",
        "",
        "<script>",
    ],
)
@pytest.mark.parametrize("path", ["/", "/api/search", "/static/styles/site.css", "/nowhere"])
def test_other_hosts_are_refused(client: FlaskClient, host: str, path: str) -> None:
    """A name that was not trusted gets 400 and nothing else, so that no name can be rebound."""
    response = client.get(path, headers={"Host": host})
    assert response.status_code == 400
    assert "does not answer to that host name" in response.text
    assert "<script>" not in response.text


def test_the_address_listened_on_is_trusted() -> None:
    """The host of the settings is trusted too, an IPv6 address in brackets."""
    assert split_hosts(" a.example, B.example,,", "192.0.2.1") == {
        "a.example",
        "b.example",
        "192.0.2.1",
    }
    assert split_hosts("", "::1") == {"[::1]"}


@pytest.mark.parametrize(
    ("host", "name"),
    [("A.example:80", "a.example"), ("[::1]:80", "[::1]"), ("[::1]", "[::1]"), ("a:b", "a:b")],
)
def test_a_host_name_is_taken_from_its_header(host: str, name: str) -> None:
    """Only a port of digits is cut off."""
    assert host_name(host) == name


@pytest.mark.parametrize("prefix", ["", "/cuttings"])
@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/",
        "//evil.example//article/x",
        "/article//x",
        "/article/%5Cevil.example//x",
        "/?q=ferry&page=",
        "/article//evil.example?q=",
        "/list?id=a",
        "/story//x?q=",
    ],
)
def test_redirections_are_paths(sample_index: Path, path: str, prefix: str) -> None:
    """No redirection names a host, neither that of the request nor one from the address."""
    client = client_of(sample_index, trusted_hosts="localhost,other.example")
    name, _, query = path.partition("?")
    asked = {"PATH_INFO": unquote(name), "QUERY_STRING": query, "SCRIPT_NAME": prefix}
    response = client.get("/", headers={"Host": "other.example"}, environ_overrides=asked)
    assert response.status_code in (301, 302, 308, 404)
    if response.status_code != 404:
        assert re.match(rf"{prefix}/(?![/\\])", response.headers["Location"])


def test_a_redirection_never_leads_to_another_host() -> None:
    """Whatever a view may say: only the path is kept."""
    app = Flask(__name__)
    secure(app, frozenset({"localhost"}))

    @app.get("/<path:target>")
    def view(target: str) -> Response:
        return redirect(request.args["to"])

    for to in ("https://evil.example/a?b#c", "//evil.example/", "/\\evil.example", "///a", "a:b"):
        location = app.test_client().get("/x", query_string={"to": to}).headers["Location"]
        assert re.match(r"/(?![/\\])", location)


def test_hosts_are_checked_before_the_index(tmp_path: Path) -> None:
    """A stranger does not learn where the index lies, or that there is none."""
    response = client_of(tmp_path).get("/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert str(tmp_path) not in response.text
