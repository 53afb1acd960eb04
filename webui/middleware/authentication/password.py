"""The password of the archive, of which only a hash is known."""

from __future__ import annotations

import hmac
import re
import secrets
from threading import BoundedSemaphore, Lock
from unicodedata import normalize

from werkzeug.security import check_password_hash, generate_password_hash

# N, r and p of scrypt: 16 MiB and a fifth of a second for each try. Of those that the OWASP
# Password Storage Cheat Sheet counts as equal, the one with little memory.
_METHOD = "scrypt:16384:8:5"
_HASH = re.compile(r"scrypt:([0-9]{1,8}):([0-9]{1,3}):([0-9]{1,3})\$[^$\s]{8,64}\$[0-9a-f]{128}")
# N · r · p, to which time is proportional, and the most bytes of memory, 128 · N · r.
_LEAST_WORK, _MOST_WORK = 2**17, 2**23
_MOST_BYTES = 2**27
_DIGEST_BYTES = 32
# One is checked, and the others wait.
_MOST_AT_ONCE = 4

LEAST_CHARACTERS = 12
"""Of a password that is made now: whoever can reach the server may try some for years."""


class BusyError(Exception):
    """Other passwords are being checked."""


class Password:
    """One password, for everybody who may read.

    Checking takes time and memory, so that is done once: the one that was right is remembered
    by a keyed digest, and then every other one is known to be wrong at no cost.

    Args:
        stored: as :func:`hash_password` returns it.
        user: the only user name that is right; empty: any is.
    """

    def __init__(self, stored: str, user: str = "") -> None:
        self._stored = stored
        self._user = user
        # Of this process, and never written down.
        self._key = secrets.token_bytes(32)
        self._right: bytes | None = None
        self._checking = Lock()
        self._places = BoundedSemaphore(_MOST_AT_ONCE)

    def is_right(self, user: str, password: str, *, may_wait: bool = True) -> bool:
        """Whether these are the right ones; takes the same time whether they are or not.

        Args:
            user: the name that was given.
            password: what was given with it.
            may_wait: whether to wait for the end of other checks, if not too many do.

        Raises:
            BusyError: it would have to be checked, and others are.
        """
        if self._right is None:
            self._check(_prepared(password), may_wait)
        return self._is_known(user, password)

    def _is_known(self, user: str, password: str) -> bool:
        known = self._right or bytes(_DIGEST_BYTES)
        right = hmac.compare_digest(self._digest(_prepared(password)), known)
        return right & (not self._user or _same(user, self._user))

    def _check(self, password: str, may_wait: bool) -> None:
        """Remember a password if it is the right one."""
        if not self._places.acquire(blocking=False):
            raise BusyError
        try:
            # One at a time, so that wrong ones take a single processor and little memory.
            if not self._checking.acquire(blocking=may_wait):
                raise BusyError
            try:
                # Who waited may know by now.
                if self._right is None and check_password_hash(self._stored, password):
                    self._right = self._digest(password)
            finally:
                self._checking.release()
        finally:
            self._places.release()

    def _digest(self, password: str) -> bytes:
        return hmac.digest(self._key, password.encode(), "sha256")


def hash_password(password: str) -> str:
    """Return what is kept of a password: method, salt and hash, as Werkzeug writes them."""
    return generate_password_hash(_prepared(password), _METHOD)


def checked_hash(text: str) -> str:
    """Return what is kept of a password, if it can be used.

    Raises:
        ValueError: it is no hash of scrypt, or one that is too weak or too costly.
    """
    stored = text.strip()
    found = _HASH.fullmatch(stored)
    if found is None:
        raise ValueError("this is no hash of a password: make one with cuttings-web hash-password")
    n, r, p = map(int, found.groups())
    work = n * r * p
    if n < 2 or n & (n - 1) or not _LEAST_WORK <= work <= _MOST_WORK or 128 * n * r > _MOST_BYTES:
        raise ValueError(
            "the parameters of this hash are too weak or too costly: "
            "make one with cuttings-web hash-password"
        )
    return stored


def _prepared(text: str) -> str:
    """Return a password as it is hashed: keyboards differ in how they write accents (RFC 8265)."""
    # Lone surrogates have no bytes.
    return normalize("NFC", text).encode(errors="replace").decode()


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(_prepared(one).encode(), _prepared(other).encode())
