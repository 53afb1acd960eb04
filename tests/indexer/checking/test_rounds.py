"""Checking again and again: a line for each round, whatever is found."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.checking.rounds import Round, check_again, seconds_of
from indexer.contract.settings import Settings
from indexer.syncing.sync import sync
from tests.support.articles import write_article


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90s", 90), ("30m", 1800), ("12h", 43_200), ("1d", 86_400), (" 1d ", 86_400), ("0s", None),
        ("", None), ("1", None), ("1w", None), ("-1s", None), ("1.5h", None), ("1 d", None),
        ("٣s", None), ("9999999s", None),
    ],
)  # fmt: skip
def test_times_have_a_unit(text: str, seconds: int | None) -> None:
    """A number without one could be anything."""
    assert seconds_of(text) == seconds


class Enough(BaseException):
    """Ends the rounds."""


def test_rounds_go_on_whatever_they_find(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No index, a whole one, damage, and again a whole one: a line each, and its exit status."""
    monkeypatch.setattr("os.nice", lambda _: 0)
    rounds: list[Round] = []
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        if len(rounds) == 1:
            write_article(folder, "a")
            sync(folder, settings)
        if len(rounds) == 4:
            raise Enough
        if len(rounds) in (2, 3):
            (segment,) = settings.index.glob("*.seg")
            raw = bytearray(segment.read_bytes())
            raw[100] ^= 1
            segment.write_bytes(raw)

    with pytest.raises(Enough):
        check_again(settings.index, 60, rounds.append, wait)
    assert [found.status for found in rounds] == [2, 0, 4, 0]
    texts = [found.as_text() for found in rounds]
    assert all("\n" not in text and text[10] == "T" and text[19:21] == "Z " for text in texts)
    assert "There is no index in" in texts[0]
    assert texts[1].endswith("The index is whole. Articles: 1, segments: 1.")
    assert "are not as they were written). Mend it with: python -m indexer rebuild" in texts[2]
    found = [json.loads(one.as_json()) for one in rounds]
    assert [one["ok"] for one in found] == [False, True, False, True]
    assert [len(one["problems"]) for one in found] == [1, 0, 1, 0]
    assert all(0 <= seconds <= 60 for seconds in waited)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_with_the_status_of_the_last_round(
    folder: Path, settings: Settings, number: signal.Signals
) -> None:
    """However it is stopped, and nothing more is said."""
    write_article(folder, "a")
    sync(folder, settings)
    (segment,) = settings.index.glob("*.seg")
    segment.write_bytes(segment.read_bytes() + b"\0")
    command = [sys.executable, "-m", "indexer", "check", "--index", str(settings.index)]
    with subprocess.Popen(
        [*command, "--every", "1d", "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["ok"] is False
        process.send_signal(number)
        rest, errors = process.communicate(timeout=30)
    assert (process.returncode, rest, errors) == (4, "", "")
