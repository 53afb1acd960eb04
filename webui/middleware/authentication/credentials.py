"""The password and the tokens, as the settings name them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from indexer.contract.errors import SettingsError, why
from indexer.contract.settings import ENVIRONMENT_PREFIX, Settings
from webui.middleware.authentication.password import Password, checked_hash
from webui.middleware.authentication.program_tokens import Tokens


@dataclass(frozen=True, slots=True)
class Credentials:
    """What lets readers in."""

    password: Password
    tokens: Tokens


def has_password(settings: Settings) -> bool:
    """Whether readers are asked for a password."""
    return bool(settings.password_hash or settings.password_file)


def credentials_of(settings: Settings) -> Credentials | None:
    """Read the password and the tokens; None: nobody is asked.

    Raises:
        SettingsError: one of them cannot be read, or there are tokens and no password, or two.
    """
    if settings.password_hash and settings.password_file:
        raise _error("password_file", "there is CUTTINGS_PASSWORD_HASH as well; give one of them")
    if not has_password(settings):
        if settings.tokens_file or settings.user:
            name = "tokens_file" if settings.tokens_file else "user"
            raise _error(name, "it means nothing without a password (CUTTINGS_PASSWORD_HASH)")
        return None
    name, text = "password_hash", settings.password_hash
    if settings.password_file:
        name, text = "password_file", _read("password_file", settings.password_file)
    try:
        password = Password(checked_hash(text), settings.user)
    except ValueError as error:
        raise _error(name, str(error)) from None
    try:
        lines = _read("tokens_file", settings.tokens_file) if settings.tokens_file else ""
        return Credentials(password, Tokens(lines))
    except ValueError as error:
        raise _error("tokens_file", str(error)) from None


def _read(name: str, path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise _error(name, f"cannot read {why(error)}") from error
    except UnicodeDecodeError as error:
        raise _error(name, f"{path} is not UTF-8") from error


def _error(name: str, reason: str) -> SettingsError:
    where = ENVIRONMENT_PREFIX + name.upper()
    return SettingsError(where, f"{where}: {reason}.")
