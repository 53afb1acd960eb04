"""Tokens: passwords of programs, each with a name, so that one alone can be taken back."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping

# Told from other secrets by whoever looks for such in files.
_PREFIX = "cuttings_"
_RANDOM_BYTES = 32
_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def new_token() -> str:
    """Return a token of 256 random bits."""
    return _PREFIX + secrets.token_urlsafe(_RANDOM_BYTES)


def token_line(name: str, token: str) -> str:
    """Return the line that lets a token in.

    Raises:
        ValueError: the name cannot stand in it.
    """
    if not _NAME.fullmatch(name):
        raise ValueError("a name is made of up to 64 letters, digits, “-”, “_” and “.”")
    return f"{name} {_digest(token)}"


class Tokens:
    """The tokens that are let in.

    Of each only the SHA-256 is known. That is quick, and enough: nobody can try out 256 random
    bits, as one could the passwords that people think of. Nor does the time of a look-up tell
    anything, since nobody can choose the digest that is looked for.

    Args:
        lines: of the file: a name and the digest; blank ones, and such with ``#``, are none.

    Raises:
        ValueError: a line cannot be read, or a name is there twice; it says which.
    """

    def __init__(self, lines: str = "") -> None:
        names: dict[str, str] = {}
        for number, line in enumerate(lines.splitlines(), 1):
            name, *digest = line.split() or ("#",)
            if name.startswith("#"):
                continue
            if len(digest) != 1 or not _NAME.fullmatch(name) or not _DIGEST.fullmatch(digest[0]):
                raise ValueError(
                    f"line {number} is no name and SHA-256: make one with cuttings-web new-token"
                )
            if name in names.values():
                raise ValueError(f"line {number}: there is another token called {name}")
            names[digest[0]] = name
        self._names: Mapping[str, str] = names

    def name_of(self, token: str) -> str | None:
        """Return what a token is called; None if it is not let in."""
        return self._names.get(_digest(token))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()
