"""How often one client may ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from indexer.contract.errors import SettingsError
from tests.webui.clients import client_of
from tests.webui.serving import settings_for
from webui.middleware import rate_limits

pytest.importorskip("limits", reason="the extra of this name is not installed")


class Clock:
    """A clock that stands unless it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Return the time in seconds."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Return the clock of the limits."""
    return Clock()


@pytest.fixture
def client(clock: Clock) -> Iterator[FlaskClient]:
    """Return a client of an application that answers twice a minute."""
    app = Flask("tests")
    app.add_url_rule("/healthz", "alive", view_func=lambda: "ok")
    app.add_url_rule("/asked", "asked", view_func=lambda: "answer")
    settings = settings_for(Path("none"), rate_limit="2/minute")
    rate_limits.register(app, settings, clock)
    with app.test_client() as client:
        yield client


def statuses(client: FlaskClient, address: str, path: str = "/asked", times: int = 3) -> list[int]:
    """Return the statuses of some answers to one address."""
    environ = {"REMOTE_ADDR": address}
    return [client.get(path, environ_overrides=environ).status_code for _ in range(times)]


def test_a_client_may_ask_so_often(client: FlaskClient, clock: Clock) -> None:
    """Beyond that the answer is 429, until the time is over; others are not concerned."""
    assert statuses(client, "192.0.2.1") == [200, 200, 429]
    assert statuses(client, "192.0.2.2") == [200, 200, 429]
    clock.now += 59.5
    answer = client.get("/asked", environ_overrides={"REMOTE_ADDR": "192.0.2.1"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
    clock.now += 0.5
    assert statuses(client, "192.0.2.1") == [200, 200, 429]


def test_a_network_of_ipv6_is_one_client(client: FlaskClient) -> None:
    """Who has a /64 has more addresses than could be counted."""
    assert statuses(client, "2001:db8::1", times=2) == [200, 200]
    assert statuses(client, "2001:db8::ffff:1", times=1) == [429]
    assert statuses(client, "2001:db8:0:1::1", times=1) == [200]


def test_an_ipv4_address_is_the_same_in_ipv6(client: FlaskClient) -> None:
    """A socket for both tells IPv4 addresses as IPv6."""
    assert statuses(client, "192.0.2.1", times=2) == [200, 200]
    assert statuses(client, "::ffff:192.0.2.1", times=1) == [429]


def test_who_watches_is_not_counted(client: FlaskClient) -> None:
    """The health of the server can be asked for at any time."""
    assert statuses(client, "192.0.2.1", "/healthz", times=5) == [200] * 5


def test_clients_are_forgotten(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many there are, no more than some are remembered, the latest ones."""
    monkeypatch.setattr(rate_limits, "MOST_CLIENTS", 2)
    assert statuses(client, "192.0.2.1") == [200, 200, 429]
    assert statuses(client, "192.0.2.2") == [200, 200, 429]
    assert statuses(client, "192.0.2.1", times=1) == [429]
    assert statuses(client, "192.0.2.3", times=1) == [200]
    assert statuses(client, "192.0.2.1", times=1) == [429]
    assert statuses(client, "192.0.2.2", times=1) == [200]


def test_several_limits_hold_together(clock: Clock) -> None:
    """Whichever is reached first counts."""
    app = Flask("tests")
    app.add_url_rule("/asked", "asked", view_func=lambda: "answer")
    settings = settings_for(Path("none"), rate_limit="2/second; 3/hour")
    rate_limits.register(app, settings, clock)
    client = app.test_client()
    assert statuses(client, "192.0.2.1") == [200, 200, 429]
    clock.now += 1
    assert statuses(client, "192.0.2.1", times=1) == [429]
    assert statuses(client, "192.0.2.2", times=1) == [200]


@pytest.mark.parametrize("text", ["often", "-1", "0/minute", "60/minute;0/hour", " "])
def test_a_limit_that_is_none_is_named(text: str) -> None:
    """What cannot be read, or lets nobody in, is an error that names the setting."""
    settings = settings_for(Path("none"), rate_limit=text)
    with pytest.raises(SettingsError) as caught:
        rate_limits.register(Flask("tests"), settings)
    said = f"CUTTINGS_RATE_LIMIT: “{text}” is no limit; write one as 60/minute."
    assert str(caught.value) == said


def test_the_proxy_says_who_asks(sample_index: Path) -> None:
    """The limit is that of the client, not of a trusted proxy; its errors are pages or JSON."""
    client = client_of(sample_index, rate_limit="1/hour", trusted_proxy="127.0.0.1")
    for address in ("192.0.2.1", "192.0.2.2"):
        headers = {"X-Forwarded-For": address}
        assert client.get("/api/status", headers=headers).status_code == 200
        answer = client.get("/api/status", headers=headers)
        assert answer.status_code == 429
        assert answer.headers["Retry-After"]
        assert answer.json is not None
        assert answer.json["error"]["message"].startswith("More than 1 requests came from")
        page = client.get("/", headers=headers)
        assert page.status_code == 429
        assert "<h1" in page.text
        assert client.get("/static/icon.svg", headers=headers).status_code == 200
