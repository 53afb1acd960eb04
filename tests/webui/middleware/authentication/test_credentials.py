"""The settings of the password, what is kept of it, and tokens."""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread

import pytest
import werkzeug.security

from indexer.contract.errors import SettingsError
from tests.webui.serving import settings_for
from webui.middleware.authentication import password as room
from webui.middleware.authentication.credentials import credentials_of
from webui.middleware.authentication.password import (
    BusyError,
    Password,
    checked_hash,
    hash_password,
)
from webui.middleware.authentication.program_tokens import Tokens, new_token, token_line

HASH = werkzeug.security.generate_password_hash("correct horse", "scrypt:16384:8:1")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"password_hash": "secret"}, "CUTTINGS_PASSWORD_HASH: this is no hash of a password"),
        ({"password_file": "/none"}, "CUTTINGS_PASSWORD_FILE: cannot read /none"),
        ({"password_hash": HASH, "password_file": "/none"}, "CUTTINGS_PASSWORD_HASH as well"),
        ({"tokens_file": "/none"}, "CUTTINGS_TOKENS_FILE: it means nothing without a password"),
        ({"user": "anna"}, "CUTTINGS_USER: it means nothing without a password"),
        ({"password_hash": HASH, "tokens_file": "/none"}, "CUTTINGS_TOKENS_FILE: cannot read"),
    ],
)
def test_settings_that_mean_nothing_are_named(options: dict[str, str], said: str) -> None:
    """Before anything is served; what should be secret is not repeated."""
    with pytest.raises(SettingsError) as caught:
        credentials_of(settings_for(Path("none"), **options))
    assert said in str(caught.value)
    assert "secret" not in str(caught.value)


def test_the_hash_is_not_shown_with_the_settings() -> None:
    """Settings may be logged."""
    assert "scrypt" not in repr(settings_for(Path("none"), password_hash=HASH))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "correct horse",
        HASH[:-1],
        HASH.replace("scrypt", "pbkdf2"),
        HASH.replace(":16384:", ":1024:"),
        HASH.replace(":16384:", ":16383:"),
        HASH.replace(":16384:", ":0:"),
        HASH.replace(":16384:", ":1048576:"),
        HASH.replace(":8:1", ":128:64"),
        HASH.replace(":8:1", ":0:0"),
        f"{HASH}\n{HASH}",
    ],
)
def test_hashes_that_cannot_be_used_are_refused(text: str) -> None:
    """Other methods, and parameters that are too weak, or would take too much of the server."""
    with pytest.raises(ValueError, match="cuttings-web hash-password"):
        checked_hash(text)


def test_hashes_have_a_salt_each() -> None:
    """Two hashes of one password differ, and both hold; so do those of Werkzeug itself."""
    other = werkzeug.security.generate_password_hash("correct horse")
    for stored in (HASH, hash_password("correct horse"), checked_hash(f" {other}\n")):
        assert Password(stored).is_right("", "correct horse")


def test_a_password_is_checked_until_it_was_right_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then it is known, and so is that any other one is wrong."""
    checks = []

    def counted(stored: str, text: str) -> bool:
        checks.append(text)
        return werkzeug.security.check_password_hash(stored, text)

    monkeypatch.setattr(room, "check_password_hash", counted)
    password = Password(HASH)
    tried = ["wrong", "correct horse", "correct horse", "wrong", "other", "\ud800"]
    assert [password.is_right("", text) for text in tried] == [False, True, True, *[False] * 3]
    assert checks == ["wrong", "correct horse"]


def test_one_is_checked_at_a_time_and_few_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """So wrong passwords take a single processor, and cannot hold all threads."""
    at_once, most, go = [0], [0], Event()

    def slow(_stored: str, _text: str) -> bool:
        at_once[0] += 1
        most[0] = max(most[0], at_once[0])
        go.wait(30)
        at_once[0] -= 1
        return False

    monkeypatch.setattr(room, "check_password_hash", slow)
    password = Password(HASH)
    ended: list[bool | None] = []

    def ask() -> None:
        try:
            ended.append(password.is_right("", "wrong"))
        except BusyError:
            ended.append(None)
            go.set()

    threads = [Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert most == [1]
    assert ended[0] is None
    assert ended.count(False) >= 4


def test_who_may_not_wait_is_checked_only_if_nobody_else_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And holds none of the places meanwhile, nor afterwards."""
    password = Password(HASH)
    during: list[bool] = []

    def asks_again(stored: str, text: str) -> bool:
        if not during:
            for _ in range(9):
                with pytest.raises(BusyError):
                    password.is_right("", "correct horse", may_wait=False)
                during.append(True)
        return werkzeug.security.check_password_hash(stored, text)

    monkeypatch.setattr(room, "check_password_hash", asks_again)
    assert not password.is_right("", "wrong")
    assert len(during) == 9
    assert not password.is_right("", "wrong", may_wait=False)
    assert password.is_right("", "correct horse", may_wait=False)


def test_tokens_are_found_by_their_digest() -> None:
    """The file has no token, and each has its name."""
    one, other = new_token(), new_token()
    text = f"# comment\n{token_line('one', one)}\n\n  {token_line('other', other)}  \n"
    assert one not in text
    tokens = Tokens(text)
    assert (tokens.name_of(one), tokens.name_of(other)) == ("one", "other")
    for wrong in ("", one[:-1], one + "x", new_token(), text.split()[3], "\ud800"):
        assert tokens.name_of(wrong) is None


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        ("name", "line 1"),
        (f"\n{'a' * 64}", "line 2"),
        (f"a {'g' * 64}", "line 1"),
        (f"a {'0' * 63}", "line 1"),
        (f"a b {'0' * 64}", "line 1"),
        (f"ä {'0' * 64}", "line 1"),
        (f"a {'0' * 64}\na {'1' * 64}", "line 2"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(lines: str, line: str) -> None:
    """A name, a blank and 64 digits; each name once."""
    with pytest.raises(ValueError, match=line):
        Tokens(lines)
