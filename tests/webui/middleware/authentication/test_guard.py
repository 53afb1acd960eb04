"""An archive with a password."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from werkzeug.security import generate_password_hash

from tests.webui.clients import client_of, page_of
from tests.webui.serving import settings_for
from tests.webui.views.test_api import FERRY
from webui.middleware.authentication.guard import OPEN, register
from webui.middleware.authentication.password import BusyError, Password
from webui.middleware.authentication.program_tokens import new_token, token_line
from webui.middleware.authentication.tries import Tries
from webui.middleware.security import HEADERS

PASSWORD = "correct horse Batterié :"  # noqa: S105
# As weak as may be, so that it takes little time.
HASH = generate_password_hash(PASSWORD, "scrypt:16384:8:1")
TOKEN = new_token()


def basic(password: str, user: str = "anna") -> dict[str, str]:
    """Return the header of a password."""
    return {"Authorization": f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"}


def bearer(token: str) -> dict[str, str]:
    """Return the header of a token."""
    return {"Authorization": f"Bearer {token}"}


RIGHT = basic(PASSWORD)


@pytest.fixture(scope="module")
def locked(sample_index: Path, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client of an archive with a password and a token."""
    tokens = tmp_path_factory.mktemp("locked") / "tokens"
    tokens.write_text(
        f"# readers\n\n{token_line('other', new_token())}\n{token_line('a', TOKEN)}\n"
    )
    return client_of(sample_index, password_hash=HASH, tokens_file=str(tokens))


@pytest.fixture(autouse=True)
def never_wrong_before(locked: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget wrong tries of other tests."""
    monkeypatch.setattr(Tries, "seconds_to_wait", lambda *_: 0)


def every_address(app: Flask) -> list[str]:
    """Return an address of each rule."""
    values: dict[str, Any] = {"article_id": FERRY, "name": "x", "filename": "styles/site.css"}
    with app.test_request_context():
        return [
            url_for(rule.endpoint, **{name: values[name] for name in rule.arguments})
            for rule in app.url_map.iter_rules()
        ]


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST"])
def test_nothing_is_read_without_the_password(locked: FlaskClient, method: str) -> None:
    """Every address, known or not, is answered with 401, but for those that tell nothing."""
    addresses = [*every_address(locked.application), "/nowhere", "//", "/healthz/"]
    for path in addresses:
        response = locked.open(path, method=method)
        if path in OPEN or path.startswith("/static/"):
            assert response.status_code != 401, path
            assert "Authorization" not in response.headers.get("Vary", ""), path
            continue
        assert response.status_code == 401, path
        challenge = response.headers.getlist("WWW-Authenticate")[0]
        assert challenge == 'Basic realm="Cuttings", charset="UTF-8"'
        assert response.headers["Cache-Control"] == "no-store"
        assert "Authorization" in response.headers["Vary"]
        assert HEADERS.items() <= dict(response.headers).items()
        assert "ETag" not in response.headers


def test_a_reader_is_told_what_is_asked(locked: FlaskClient) -> None:
    """As a page, or as JSON where programs ask for it; they may send a token as well.

    A browser that opens a kept link to a table or a feed asks for the password, too.
    """
    assert "asks for a password" in page_of(locked, "/", 401).one("main").text
    response = locked.get("/api/search")
    assert json.loads(response.text)["error"]["parameter"] is None
    basic, bearer = 'Basic realm="Cuttings", charset="UTF-8"', 'Bearer realm="Cuttings"'
    for path in ("/api/search", "/export.csv", "/coverage.csv", "/feed.atom", "/feed.json"):
        response = locked.get(path)
        assert response.headers.getlist("WWW-Authenticate") == [basic, bearer], path


def test_the_password_opens_everything(locked: FlaskClient) -> None:
    """With any user name; what is answered may be kept by the reader's browser alone."""
    for path in every_address(locked.application):
        response = locked.get(path, headers=RIGHT)
        assert response.status_code != 401
        if path not in OPEN and not path.startswith("/static/"):
            assert "Authorization" in response.headers["Vary"]
            assert re.search("private|no-store", response.headers["Cache-Control"])
            assert "public" not in response.headers["Cache-Control"]
    first = locked.get("/api/search", headers=basic(PASSWORD, ""))
    again = locked.get("/api/search", headers=RIGHT | {"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert "Authorization" in again.headers["Vary"]
    without = locked.get("/api/search", headers={"If-None-Match": first.headers["ETag"]})
    assert without.status_code == 401


@pytest.mark.parametrize(
    "header",
    [
        basic("wrong"),
        basic(""),
        basic(PASSWORD[:-1]),
        basic(PASSWORD + " "),
        basic(HASH),
        {"Authorization": "Basic"},
        {"Authorization": "Basic !!!"},
        {"Authorization": "Basic /////w=="},
        {"Authorization": f"Basic {b64encode(b'no colon').decode()}"},
        {"Authorization": f"Digest username={PASSWORD}"},
        {"Authorization": f"Bearer {PASSWORD}"},
        bearer(new_token()),
        bearer(""),
        {"Authorization": "\xff"},
        {"X-Forwarded-User": "anna"},
    ],
)
def test_everything_else_is_refused(locked: FlaskClient, header: dict[str, str]) -> None:
    """Other passwords, schemes, tokens and what cannot be read."""
    for path in ("/", "/api/search", "/feed.atom"):
        assert locked.get(path, headers=header).status_code == 401


def test_accents_may_be_written_in_either_way(locked: FlaskClient) -> None:
    """Some systems send a letter and its accent as two characters."""
    decomposed = normalize("NFD", PASSWORD)
    assert decomposed != PASSWORD
    assert locked.get("/status", headers=basic(decomposed)).status_code == 200


def test_a_token_opens_what_programs_read(locked: FlaskClient) -> None:
    """The API, exports, tables and feeds, and no page."""
    for path in every_address(locked.application):
        if path in OPEN or path.startswith("/static/"):
            continue
        programs = path.startswith("/api/") or "." in path.rpartition("/")[2]
        status = locked.get(path, headers=bearer(TOKEN)).status_code
        assert (status == 401) is (not programs), path


@pytest.mark.parametrize("path", ["/feed.atom", "/feed.json"])
def test_feeds_are_read_with_a_token_in_their_address(locked: FlaskClient, path: str) -> None:
    """Their own further pages have it, since programs follow these; nothing else in them does."""
    assert locked.get(f"{path}?token={new_token()}").status_code == 401
    response = locked.get(f"{path}?q=ferry&token={TOKEN}")
    assert response.status_code == 200
    lines = [line for line in re.split(r"[<,]", response.text) if TOKEN in line]
    assert lines
    for line in lines:
        assert re.search(rf"/feed\.\w+\?[^\"]*token={TOKEN}\"", line)
    assert TOKEN not in str(response.headers)
    followed = re.findall(rf'http://localhost(/feed[^"]*token={TOKEN})"', response.text)
    for address in followed:
        assert locked.get(address.replace("&amp;", "&")).status_code == 200
    with_password = locked.get(f"{path}?q=ferry", headers=RIGHT)
    assert "token=" not in with_password.text


def test_a_token_in_another_address_opens_nothing(locked: FlaskClient) -> None:
    """Addresses of pages and of the API are kept, sent to others and logged."""
    for path in ("/", "/api/search", "/export.csv", "/status"):
        assert locked.get(f"{path}?token={TOKEN}").status_code == 401
    assert locked.get(f"/api/search?token={TOKEN}", headers=RIGHT).status_code == 400


def test_a_user_name_may_be_asked_for(sample_index: Path) -> None:
    """Then only that one is right."""
    client = client_of(sample_index, password_hash=HASH, user="anna")
    assert client.get("/", headers=basic(PASSWORD, "anna")).status_code == 200
    for user in ("", "ben", "Anna", "anna "):
        assert client.get("/", headers=basic(PASSWORD, user)).status_code == 401


def test_a_password_from_a_file(sample_index: Path, tmp_path: Path) -> None:
    """The file holds the hash, with or without an end of line."""
    (tmp_path / "hash").write_text(f"{HASH}\n")
    client = client_of(sample_index, password_file=str(tmp_path / "hash"))
    assert client.get("/").status_code == 401
    assert client.get("/", headers=RIGHT).status_code == 200


def test_other_hosts_are_refused_before_a_password_is_asked_for(locked: FlaskClient) -> None:
    """A browser is never asked for it under a name that is not ours."""
    response = locked.get("/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "WWW-Authenticate" not in response.headers


def test_many_wrong_tries_have_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten wrong ones from an address, then 429 for a minute; others go on."""
    monkeypatch.undo()
    now = [0.0]
    client = small_app(Tries(lambda: now[0])).test_client()
    for _ in range(10):
        assert client.get("/", headers=basic("wrong")).status_code == 401
    waiting = client.get("/", headers=basic("wrong") | {"X-Forwarded-For": "192.0.2.1"})
    assert (waiting.status_code, waiting.headers["Retry-After"]) == (429, "60")
    elsewhere = {"REMOTE_ADDR": "192.0.2.1"}
    wrong = client.get("/", headers=basic("wrong"), environ_overrides=elsewhere)
    assert wrong.status_code == 401
    assert client.get("/", headers=RIGHT).status_code == 200
    assert client.get("/", headers=basic("wrong")).status_code == 429
    now[0] = 60.0
    assert client.get("/", headers=basic("wrong")).status_code == 401


@pytest.mark.parametrize("before", [(), (RIGHT,)])
def test_nobody_keeps_out_who_has_the_password(
    before: tuple[dict[str, str], ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wrong ones of the same address do not, whether the right one was sent before or not."""
    monkeypatch.undo()
    client = small_app(Tries(lambda: 0.0)).test_client()
    for header in [*before, *[basic("wrong")] * 11]:
        client.get("/", headers=header)
    assert client.get("/", headers=basic("wrong")).status_code == 429
    assert client.get("/", headers=RIGHT).status_code == 200


def test_who_has_to_wait_does_not_wait_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that was wrong too often is checked only if nothing else is, and told to come later."""
    monkeypatch.setattr(Tries, "seconds_to_wait", lambda *_: 7)
    asked = []

    def busy(*_: object, may_wait: bool) -> bool:
        asked.append(may_wait)
        raise BusyError

    monkeypatch.setattr(Password, "is_right", busy)
    response = small_app(Tries()).test_client().get("/", headers=RIGHT)
    assert (response.status_code, response.headers["Retry-After"]) == (429, "7")
    assert asked == [False]


def test_no_more_are_checked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who comes when too many wait is asked to come again; that is no wrong try."""

    def busy(*_: object, may_wait: bool) -> bool:
        assert may_wait
        raise BusyError

    monkeypatch.setattr(Password, "is_right", busy)
    client = small_app(Tries()).test_client()
    response = client.get("/", headers=RIGHT)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "1")


def small_app(tries: Tries) -> Flask:
    """Return an application with the password and a single page."""
    app = Flask(__name__)
    register(app, settings_for(Path("none"), password_hash=HASH), tries)
    app.add_url_rule("/", view_func=lambda: "secret")
    return app


def test_without_a_password_nobody_is_asked(client: FlaskClient) -> None:
    """Nor does it matter what is sent."""
    response = client.get("/", headers=basic("x"))
    assert response.status_code == 200
    assert "Authorization" not in response.headers["Vary"]
    assert response.headers["Cache-Control"] == "no-cache"
