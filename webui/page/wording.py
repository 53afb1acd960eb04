"""How numbers and spans of time are worded on a page."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from functools import lru_cache

from webui.formats.date_texts import MONTHS, day
from webui.search.criteria.dates import Span, parse_partial
from webui.search.results.article import ArticleDetail
from webui.search.results.search import Hit

# An importer that runs every day is not late.
_LATE = timedelta(hours=48)
# What is spoken for a control, and by how much it may be longer, as Jinja's ``truncate`` has it.
_LETTERS = 200
_LEEWAY = 5
# A chart has 400 buckets at the most, and each is named several times.
_REMEMBERED = 2048


def plural(count: int, singular: str, several: str | None = None) -> str:
    """Write a number with its noun: ``1 article``, ``2,137 articles``."""
    return f"{count:,} {singular if count == 1 else several or singular + 's'}"


def shortened(text: str) -> str:
    """Return a text of some 200 letters at the most, cut off between two words."""
    if len(text) <= _LETTERS + _LEEWAY:
        return text
    return text[: _LETTERS - 3].rsplit(" ", 1)[0] + "..."


def told(size: int, copies: int, providers: int) -> str:
    """Write who told a story, and how often: ``4 reports and 9 copies by 9 providers``.

    Args:
        size: its articles.
        copies: those of them whose text is another's.
        providers: who published them; 0 where nobody is known.
    """
    parts = [plural(size - copies, "report")] if size > copies else []
    parts += [plural(copies, "copy", "copies")] if copies else []
    return " and ".join(parts) + (f" by {plural(providers, 'provider')}" if providers else "")


def percent(share: float) -> str:
    """Write a share: ``12 %``, ``1.2 %``, ``<0.1 %``, ``0 %``."""
    hundredths = share * 100
    if 0 < hundredths < 0.1:
        return "<0.1 %"
    return f"{hundredths:.{0 if hundredths >= 10 or not hundredths else 1}f} %"


def about(number: float) -> str:
    """Write how many are expected: ``1,234``, ``3.5``, ``<0.1``, ``0``."""
    if number >= 10:
        return f"{round(number):,}"
    if number >= 0.05:
        return f"{number:.1f}"
    return "<0.1" if number else "0"


@lru_cache(_REMEMBERED)
def bucket_label(start: str, interval: str) -> str:
    """Write the name of a bucket of the histogram: ``2021``, ``August 2021``, …."""
    first = date.fromisoformat(start)
    if interval == "year":
        return str(first.year)
    if interval == "month":
        return f"{MONTHS[first.month - 1]} {first.year}"
    return ("Week of " if interval == "week" else "") + day(start)


def dates_label(from_: str, to: str) -> str:
    """Write partial dates as a reader does: ``June 2021``, ``From 2020 to 5 June 2021``.

    Args:
        from_, to: as parameters have them; one of them may be empty. Together they are named
            as one if they are one year, month or day, however they are written.
    """
    first, last = (parse_partial(text) if text else Span() for text in (from_, to))
    if from_ and to and (name := _named(Span(first.first, last.last))):
        return name
    bounds = (("from", first), ("to", last))
    text = " ".join(f"{word} {_named(span)}" for word, span in bounds if span)
    return text[:1].upper() + text[1:]


def _named(span: Span) -> str:
    """Return the name of a year, a month or a day; nothing for other days."""
    first, last = span.first, span.last
    if first is None or last is None or first.year != last.year:
        return ""
    start = first.isoformat()
    if first == last:
        return bucket_label(start, "day")
    ends_month = last.day == monthrange(last.year, last.month)[1]
    if first.day != 1 or not ends_month:
        return ""
    if first.month == last.month:
        return bucket_label(start, "month")
    return bucket_label(start, "year") if (first.month, last.month) == (1, 12) else ""


def later(seconds: int, *, spelled: bool = False) -> str:
    """Write how long after the first article another one came: ``2 h 5 min later``.

    Args:
        seconds: not negative.
        spelled: whether hours and minutes are written in full.
    """
    return f"{lasting(seconds, spelled=spelled)} later" if seconds else "at the same time"


def lasting(seconds: int, *, spelled: bool = False) -> str:
    """Write how long something took: ``2 h 5 min``, ``3 days 4 h``, ``less than a minute``.

    Args:
        seconds: positive.
        spelled: whether hours and minutes are written in full.
    """
    minutes = seconds // 60
    if not minutes:
        return "less than a minute"
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    in_hours = plural(hours, "hour") if spelled else f"{hours} h"
    in_minutes = plural(minutes, "minute") if spelled else f"{minutes} min"
    if days:
        parts = [plural(days, "day"), in_hours if hours else ""]
    else:
        parts = [in_hours if hours else "", in_minutes if minutes else ""]
    return " ".join(filter(None, parts))


def about_days(seconds: int) -> str:
    """Write how long something took, if only days are known: ``about 2 days``.

    Args:
        seconds: half a day at least.
    """
    return f"about {plural((seconds + 43_200) // 86_400, 'day')}"


def came_late(article: Hit | ArticleDetail, first_generation: int | None) -> bool:
    """Whether an article was first indexed more than 48 hours after it was published.

    Args:
        article: a hit, or one with all that is known of it.
        first_generation: of the first import, of which nothing is late: it brings what was
            published before there was an index. None: nothing is said to be late.
    """
    if first_generation is None or article.added is None or article.published is None:
        return False
    if article.added_generation is None or article.added_generation <= first_generation:
        return False
    published, added = map(datetime.fromisoformat, (article.published, article.added))
    return added - published > _LATE
