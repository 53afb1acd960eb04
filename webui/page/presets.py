"""The dates that most people ask for, where they are not known to hold nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from webui.page.wording import dates_label
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.dates import Span, parse_last, period_words

_PERIODS = ("7d", "30d", "1y")


@dataclass(frozen=True, slots=True)
class Preset:
    """Some dates to choose.

    Attributes:
        name: of the period, such as ``7d``.
        label: the same in words.
        title: which days these are.
        dates: the criteria that it changes.
        chosen: whether they are what is asked for.
    """

    name: str
    label: str
    title: str
    dates: dict[str, str]
    chosen: bool


@dataclass(frozen=True, slots=True)
class Presets:
    """What is offered, and whether it goes back from the archive's last day, not from today."""

    of_archive: bool
    choices: list[Preset]


def presets(criteria: Criteria, archive: Span, latest: str) -> Presets:
    """Offer the last days: up to today, or up to the last of an archive that has ended.

    Args:
        criteria: the search.
        archive: the days of the oldest and the newest article.
        latest: a day after which the search finds nothing, ISO; empty if none is known. It
            tells nothing of other dates where some are asked for.
    """
    if archive.last is None:
        return Presets(of_archive=False, choices=[])
    shortest = parse_last(_PERIODS[0], criteria.today).first
    ended = shortest is not None and archive.last < shortest
    limited = bool(criteria.span) or bool(criteria.date)
    known = "" if limited else latest
    choices = []
    for period in _PERIODS:
        preset = _preset(period, criteria, archive.last if ended else None)
        start = parse_last(period, archive.last if ended else criteria.today).first
        if not known or start is None or start.isoformat() <= known:
            choices.append(preset)
    return Presets(ended, choices)


def _preset(period: str, criteria: Criteria, last_day: date | None) -> Preset:
    words = period_words(period)
    time = words.removeprefix("1 ")
    if last_day is None:
        return Preset(period, words, f"The last {time}", {"last": period}, criteria.last == period)
    span = parse_last(period, last_day)
    start, end = (day.isoformat() if day else "" for day in (span.first, span.last))
    label = dates_label(start, end)
    return Preset(
        name=period,
        label=words,
        title=f"The archive’s last {time}: {label[:1].lower()}{label[1:]}",
        dates={"from_": start, "to": end},
        chosen=(criteria.from_, criteria.to) == (start, end),
    )
