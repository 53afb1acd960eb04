"""What proxies say is believed if they are trusted, and only what can be meant."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urljoin

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.errors import SettingsError
from indexer.contract.surroundings.address_texts import path_prefix
from tests.webui.clients import client_of, page_of
from tests.webui.serving import settings_for

TOLD = {
    "X-Forwarded-For": "192.0.2.7",
    "X-Forwarded-Host": "news.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Prefix": "/cuttings",
}
HOSTILE = (
    "//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example",
    "/a//evil.example", "/%2fevil.example", "/a/../b", "/..", "javascript:alert(1)",
    "/a?b", "/a#b", "/a b", "/a\tb", "/a\x0bb", "/\x7f", "/é", "/a\"b", "/<b>", "/a;b", "@evil",
)  # fmt: skip


def behind(index: Path, **options: str) -> FlaskClient:
    """Return a client that is a trusted proxy: tests come from 127.0.0.1."""
    given = {"trusted_proxy": "127.0.0.1", "trusted_hosts": "news.example", **options}
    return client_of(index, None, **given)


@pytest.fixture(scope="module")
def proxied(sample_index: Path) -> FlaskClient:
    """Return a client that is a trusted proxy."""
    return behind(sample_index)


def self_template(client: FlaskClient, headers: dict[str, str]) -> str:
    """Return a description, which is full of whole addresses, or of what is wrong."""
    response = client.get("/opensearch.xml", headers={"Host": "127.0.0.1", **headers})
    return response.text


def test_a_trusted_proxy_is_believed(proxied: FlaskClient) -> None:
    """Host, scheme and prefix are those that it tells, in whole addresses and in others."""
    assert "https://news.example/cuttings/opensearch.xml" in self_template(proxied, TOLD)
    response = proxied.get("/?q=&page=1", headers={"Host": "127.0.0.1", **TOLD})
    assert response.headers["Location"] == "/cuttings/?page=1"
    response = proxied.get("/?page=0&q=x", headers={"Host": "127.0.0.1", **TOLD})
    assert 'href="/cuttings/?q=x"' in response.text


def test_the_host_that_is_told_is_the_one_that_is_checked(proxied: FlaskClient) -> None:
    """A host that is not trusted is refused, whichever the proxy itself asks for."""
    told = {**TOLD, "X-Forwarded-Host": "evil.example"}
    assert proxied.get("/", headers={"Host": "news.example", **told}).status_code == 400
    assert proxied.get("/", headers={"Host": "127.0.0.1", **TOLD}).status_code == 200
    assert proxied.get("/", headers={"Host": "evil.example", **TOLD}).status_code == 200
    assert proxied.get("/", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("trusted", ["", "192.0.2.1", "10.0.0.0/8, ::1"])
def test_nobody_else_is_believed(sample_index: Path, trusted: str) -> None:
    """Of one who is not trusted no header changes anything."""
    client = behind(sample_index, trusted_proxy=trusted)
    plain = client.get("/opensearch.xml", headers={"Host": "127.0.0.1"})
    assert plain.status_code == 200
    for value in ("evil.example", "news.example", "//evil.example", "\x7f"):
        told = dict.fromkeys(TOLD, value)
        answer = client.get("/opensearch.xml", headers={"Host": "127.0.0.1", **told})
        assert (answer.status_code, answer.data) == (200, plain.data)
        assert client.get("/", headers={"Host": "evil.example", **told}).status_code == 400


@pytest.mark.parametrize("trusted", ["127.0.0.1", "10.0.0.0/8,127.0.0.0/8", "::1, 127.0.0.1"])
def test_addresses_and_networks_are_trusted(sample_index: Path, trusted: str) -> None:
    """One proxy or several, by address or by network."""
    client = behind(sample_index, trusted_proxy=trusted)
    assert "https://news.example/cuttings/" in self_template(client, TOLD)


@pytest.mark.parametrize("peer", ["", "unix:", "192.0.2.9", "::ffff:192.0.2.9"])
def test_a_peer_without_a_trusted_address_is_not_believed(proxied: FlaskClient, peer: str) -> None:
    """A socket of the file system has no address, and so is no trusted one."""
    answer = proxied.get(
        "/opensearch.xml",
        headers={"Host": "127.0.0.1", **TOLD},
        environ_overrides={"REMOTE_ADDR": peer},
    )
    assert "http://127.0.0.1/opensearch.xml" in answer.text


@pytest.mark.parametrize("prefix", HOSTILE)
@pytest.mark.parametrize("path", ["/", "/?q=&page=1", "/article//x", "/?page=0", "/nowhere"])
def test_a_prefix_never_leads_elsewhere(proxied: FlaskClient, prefix: str, path: str) -> None:
    """What a proxy passes on of an attacker is refused, and stands in no link and no header."""
    told = {**TOLD, "X-Forwarded-Prefix": prefix}
    answer = proxied.get(path, headers={"Host": "127.0.0.1", **told})
    assert answer.status_code in (400, 308)
    assert "evil" not in answer.headers.get("Location", "")
    assert "evil" not in answer.text
    assert "Content-Security-Policy" in answer.headers
    if answer.status_code == 400:
        assert "X-Forwarded-Prefix" in answer.text


@pytest.mark.parametrize(
    ("told", "prefix"),
    [("/cuttings", "/cuttings"), ("/cuttings/", "/cuttings"), ("cuttings", "/cuttings"),
     ("/a/b-c_d.e~f", "/a/b-c_d.e~f"), ("/", ""), ("", ""), ("/evil, /cuttings", "/cuttings")],
)  # fmt: skip
def test_a_prefix_may_be_written_in_several_ways(
    proxied: FlaskClient, told: str, prefix: str
) -> None:
    """A slash at its end means nothing, and of several the nearest proxy's is taken."""
    headers = {**TOLD, "X-Forwarded-Prefix": told}
    assert f"https://news.example{prefix}/opensearch.xml" in self_template(proxied, headers)


@pytest.mark.parametrize("scheme", ["javascript", "ftp", 'a"b', "http://evil", '"x,http', "\x7f"])
def test_a_scheme_is_one_of_two(proxied: FlaskClient, scheme: str) -> None:
    """A scheme that is none of the web's is refused."""
    told = {**TOLD, "X-Forwarded-Proto": scheme}
    answer = proxied.get("/", headers={"Host": "127.0.0.1", **told})
    if answer.status_code == 400:
        assert "X-Forwarded-Proto" in answer.text
    else:
        assert "Found at http://news.example/cuttings/" in answer.text


def test_a_prefix_that_is_set_is_not_asked_for(sample_index: Path) -> None:
    """Where the setting says it, a header that the proxy may only have passed on is ignored."""
    client = behind(sample_index, prefix="/cuttings")
    told = {**TOLD, "X-Forwarded-Prefix": "/other"}
    answer = client.get(
        "/opensearch.xml",
        base_url="http://127.0.0.1/cuttings",
        headers={"Host": "127.0.0.1", **told},
    )
    assert "https://news.example/cuttings/opensearch.xml" in answer.text


@pytest.mark.parametrize(
    ("text", "prefix"), [("/cuttings/", "/cuttings"), ("a/b", "/a/b"), ("", ""), ("/", "")]
)
def test_the_setting_of_the_prefix_is_read_kindly(tmp_path: Path, text: str, prefix: str) -> None:
    """Slashes at its ends may be there or not."""
    assert settings_for(tmp_path, prefix=text).prefix == prefix


@pytest.mark.parametrize("text", HOSTILE)
def test_a_prefix_that_cannot_be_one_is_refused(tmp_path: Path, text: str) -> None:
    """The setting is checked as the header is."""
    with pytest.raises(SettingsError, match="--prefix"):
        settings_for(tmp_path, prefix=text)


@given(text=st.text(st.sampled_from("/\\.:@?#%ab~-_ \t\n\0é"), max_size=8))
def test_no_prefix_leads_elsewhere(text: str) -> None:
    """Whatever is given, an address that begins with it is one of the same host."""
    try:
        prefix = path_prefix(text)
    except ValueError:
        return
    assert urljoin("https://news.example/x/y", f"{prefix}/z") == f"https://news.example{prefix}/z"
    assert path_prefix(prefix) == prefix


@pytest.mark.parametrize("text", ["localhost", "*", "10.0.0.1/8", "127.0.0.1 ::1", "300.1.1.1"])
def test_what_is_no_address_is_refused(tmp_path: Path, text: str) -> None:
    """A name would never be met, and a mistake is said rather than ignored."""
    with pytest.raises(SettingsError, match="--trusted-proxy"):
        settings_for(tmp_path, trusted_proxy=text)


def test_pages_work_below_any_mount(client: FlaskClient) -> None:
    """Below a WSGI server's own mount, without any setting, addresses have its path."""
    answer = client.get("/nowhere", base_url="http://localhost/mounted")
    assert 'href="/mounted/"' in answer.text
    assert page_of(client, "/").link("Ledger") == "/ledger"
