from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.webui.clients import client_of, page_of
from webui.security import host_name, split_hosts

FERRY = "2022/2022-06-03-ferry-strike-halts-passenger-sailings-to-skarrow-islands"
ANY = ("/", "/?q=ferry", "/status", "/?page=0", "/nowhere", "/?q=zzzqqq")
OTHERS = ("/api/search", "/api/search?page=0", "/api/nothing", "/healthz", "/static/site.css")

HANDLER = re.compile(r"on[a-z]+")


@pytest.mark.parametrize("path", [*ANY, *OTHERS, "/static/none.css", "/article//x"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
def test_every_response_carries_the_headers(client: FlaskClient, path: str, method: str) -> None:
    """Pages, data, files, redirections and errors all forbid script, framing and sniffing."""
    headers = client.open(path, method=method).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "form-action 'self'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "http" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Set-Cookie" not in headers
    assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize(
    "path",
    [*ANY, f"/article/{FERRY}"],
)
def test_pages_have_nothing_inline_and_nothing_from_elsewhere(
    client: FlaskClient, path: str
) -> None:
    """No script, style or event handler stands in a page; what it loads is ours."""
    response = client.get(path)
    page = page_of(client, path, response.status_code)
    for element in page.elements:
        assert element.tag not in ("script", "style", "iframe", "object", "embed", "base", "img")
        assert not any(HANDLER.fullmatch(name) for name in element.attributes), element
        assert "style" not in element.attributes
        if element.tag in ("link", "form"):
            address = element.attributes.get("href") or element.attributes["action"]
            assert address.startswith("/")
            assert not address.startswith("//")


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
@pytest.mark.parametrize("path", ["/", "/api/search", "/static/site.css", "/nowhere"])
def test_other_hosts_are_refused(client: FlaskClient, host: str, path: str) -> None:
    """A name that was not trusted gets 400 and nothing else, so that no name can be rebound."""
    response = client.get(path, headers={"Host": host})
    assert response.status_code == 400
    assert "does not answer to that host name" in response.text
    assert "script>" not in response.text


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


def test_hosts_are_checked_before_the_index(tmp_path: Path) -> None:
    """A stranger does not learn where the index lies, or that there is none."""
    response = client_of(tmp_path).get("/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert str(tmp_path) not in response.text
