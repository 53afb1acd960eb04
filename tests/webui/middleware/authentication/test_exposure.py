"""What is said of a server that others can reach, and wrong tries of clients."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.webui.serving import settings_for
from webui.middleware.authentication.exposure import warnings_of
from webui.middleware.authentication.tries import Tries


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "[::1]", "localhost"])
def test_nothing_is_said_where_only_this_machine_is_listened_on(host: str) -> None:
    """Nobody else reaches it."""
    assert warnings_of(settings_for(Path("none"), host=host)) == ()


EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104


@pytest.mark.parametrize("host", [*EVERYWHERE, "192.0.2.1", "2001:db8::1", "news.example"])
def test_a_server_that_others_reach_says_so(host: str) -> None:
    """Which address, and that nobody is asked for a password."""
    first, *others = warnings_of(settings_for(Path("none"), host=host))
    assert f"open to the network. It listens on {host}" in first
    assert "no password (CUTTINGS_PASSWORD_HASH)" in first
    everywhere = host in EVERYWHERE
    assert ("all addresses of this machine" in first) is everywhere
    assert [("CUTTINGS_TRUSTED_HOSTS" in other) for other in others] == [True] * everywhere
    named = settings_for(Path("none"), host=host, trusted_hosts="news.example")
    assert warnings_of(named) == (first,)


def test_with_a_password_the_warning_is_of_who_listens() -> None:
    """It goes over the wire as it is."""
    locked = settings_for(Path("none"), host="192.0.2.1", password_hash="x")  # noqa: S106
    (said,) = warnings_of(locked)
    assert "There is no TLS" in said
    assert "no password" not in said


def test_clients_are_counted_apart_and_forgotten_in_the_end() -> None:
    """Each has its minute; the networks of IPv6 subscribers are one client each."""
    now = [0.0]
    tries = Tries(lambda: now[0])
    for number in range(9):
        tries.count(f"2001:db8::{number:x}")
    assert tries.seconds_to_wait("2001:db8::1") == 0
    now[0] = 30.5
    tries.count("2001:db8::ffff")
    assert tries.seconds_to_wait("2001:db8::1") == 30
    assert tries.seconds_to_wait("2001:db8:0:1::1") == 0
    for number in range(5000):
        tries.count(f"10.0.{number // 256}.{number % 256}")
    assert tries.seconds_to_wait("2001:db8::1") == 0
    for _ in range(10):
        tries.count("")
    assert tries.seconds_to_wait("") == 60
    now[0] = 91
    assert tries.seconds_to_wait("") == 0
