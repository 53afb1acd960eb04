"""Static files."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.webui.clients import page_of
from webui.middleware import static_files


def test_files_are_named_by_what_they_hold(client: FlaskClient) -> None:
    """Each file of a page has the hash of its content in its address, and may be kept for good."""
    page = page_of(client, "/")
    links = [link.href for link in page.loaded]
    scripts = [script.attributes["src"] for script in page.all("script")]
    assert len(links) >= 3
    assert scripts
    for link in links + scripts:
        response = client.get(link)
        digest = hashlib.sha256(response.data).hexdigest()
        assert re.fullmatch(rf"/static/[\w./-]+\?v={digest[:12]}", link)
        cache = response.cache_control
        assert (cache.public, cache.max_age, cache.immutable) == (True, 31_536_000, True)
        assert cache.no_cache is None


def test_another_hash_is_not_kept(client: FlaskClient) -> None:
    """What is asked for without its hash, or by an old one, is asked about each time."""
    for address in ("/static/styles/site.css", "/static/styles/site.css?v=0123456789ab"):
        cache = client.get(address).cache_control
        assert cache.no_cache
        assert not cache.immutable


def test_a_known_file_is_not_sent_again(client: FlaskClient) -> None:
    """A browser that has the file is told so."""
    link = page_of(client, "/").loaded[-1].href
    tag = client.get(link).headers["ETag"]
    again = client.get(link, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.cache_control.immutable


def test_the_types_of_files_are_right(client: FlaskClient) -> None:
    """Since browsers may not guess, each file says what it is."""
    assert client.get("/static/styles/site.css").content_type == "text/css; charset=utf-8"
    assert client.get("/static/icon.svg").mimetype == "image/svg+xml"
    assert client.get("/static/updates.js").content_type == "text/javascript; charset=utf-8"


def test_the_files_of_others_name_their_licences(client: FlaskClient) -> None:
    """What was taken from elsewhere lies in a folder of its own, beside its licence."""
    vendored = [
        folder
        for folder in (Path(str(client.application.static_folder)) / "vendor").iterdir()
        if folder.is_dir()
    ]
    assert vendored
    for folder in vendored:
        assert [name for name in folder.iterdir() if name.stem == "LICENSE"], folder


def test_nothing_else_is_given_out(client: FlaskClient) -> None:
    """The folder of static files cannot be left."""
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static//etc/passwd", "/static/."):
        assert client.get(path, follow_redirects=True).status_code == 404


@pytest.mark.parametrize("name", ["../app.py", "/dev/zero", "none.css", "../../../none"])
def test_nothing_is_read_that_is_no_static_file(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """By no method: OPTIONS is answered for any path, and does not look at the file."""
    read: list[str] = []
    monkeypatch.setattr(static_files, "_content_hash", read.append)
    for method, status in (("GET", 404), ("HEAD", 404), ("OPTIONS", 200), ("POST", 405)):
        response = client.open(f"/static/{name}?v=0", method=method)
        assert response.status_code in (status, 308)
    assert name not in read
