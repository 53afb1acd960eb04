"""Options, then environment, then defaults."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from indexer.contract.errors import SettingsError
from indexer.contract.settings import Settings, load_settings


def test_an_option_wins_over_the_environment_and_that_over_the_default() -> None:
    """Each setting is the first that is given: option, environment, default."""
    environment = {"CUTTINGS_PORT": "9000", "CUTTINGS_HOST": "::1"}
    settings = load_settings({"port": 9001, "host": None}, environment)
    assert (settings.port, settings.host) == (9001, "::1")
    assert settings.index == Path("index_data/index")


def test_variables_of_others_are_not_looked_at() -> None:
    """Only variables that begin with CUTTINGS_ are settings."""
    assert load_settings({}, {"PORT": "1", "XCUTTINGS_PORT": "2"}).port == 8000


def test_an_unknown_setting_is_an_error_that_names_it() -> None:
    """A misspelt variable is named, with those that there are."""
    with pytest.raises(SettingsError, match=r"CUTTINGS_PROT.*CUTTINGS_PORT") as raised:
        load_settings({}, {"CUTTINGS_PROT": "8000"})
    assert raised.value.name == "CUTTINGS_PROT"


@pytest.mark.parametrize(
    ("options", "environment", "name"),
    [
        ({"jobs": 0}, {}, "--jobs"),
        ({"port": 70000}, {}, "--port"),
        ({}, {"CUTTINGS_MAX_FILE_BYTES": "many"}, "CUTTINGS_MAX_FILE_BYTES"),
        ({}, {"CUTTINGS_HOST": ""}, "CUTTINGS_HOST"),
        ({}, {"CUTTINGS_PASSWORD_HASH": ""}, "CUTTINGS_PASSWORD_HASH"),
        ({}, {"CUTTINGS_PASSWORD_HASH": " \n"}, "CUTTINGS_PASSWORD_HASH"),
        ({}, {"CUTTINGS_USER": ""}, "CUTTINGS_USER"),
    ],
)
def test_a_value_that_cannot_be_read_is_an_error_that_names_the_setting(
    options: dict[str, int], environment: dict[str, str], name: str
) -> None:
    """The error names the option or the variable, whichever was given."""
    with pytest.raises(SettingsError, match=name) as raised:
        load_settings(options, environment)
    assert raised.value.name == name


def test_a_message_is_one_line_whatever_the_setting_holds() -> None:
    """Line feeds and what does not show are written out."""
    with pytest.raises(SettingsError) as raised:
        load_settings({}, {"CUTTINGS_A\nB": "1"})
    assert str(raised.value).startswith("Unknown setting CUTTINGS_A\\nB.")
    assert str(SettingsError("--then", "“a\nb\x1b\udc80”")) == "“a\\nb\\x1b\\udc80”"


def test_settings_cannot_be_changed() -> None:
    """The object is frozen."""
    settings = Settings()
    with pytest.raises(ValidationError):
        settings.port = 1  # type: ignore[misc]
