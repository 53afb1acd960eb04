"""Articles made for what the sample articles have too few of: providers, and pictures."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from tests.support.articles import write_article
from tests.support.stories.events import headline, telling

PROVIDERS = 40
FIRST_DAY = date(2021, 3, 1)
SILENT_DAYS = (10, 11, 12)
"""Days after the first on which nothing was published."""

PICTURED = 60
DEAD, SLOW = 3, 1
"""Numbers of the articles whose picture is gone, and whose picture comes late."""


def write_newsstand(folder: Path) -> None:
    """Write an article a day, each by a provider of its own."""
    for number in range(PROVIDERS):
        day = FIRST_DAY + timedelta(days=number)
        if number not in SILENT_DAYS:
            write_article(
                folder,
                f"paper-{number:02}",
                title=f"Harvest report {number:02}",
                provider={"name": f"Paper {number:02}", "domain": f"paper{number:02}.example"},
                topics=["Even" if number % 2 == 0 else "Odd"],
                publishedDateTime=f"{day}T08:00:00Z",
            )


def write_crowded(folder: Path) -> None:
    """Write a story that forty providers tell, each after the one before; every fourth copies."""
    for number in range(40):
        write_article(
            folder,
            f"{number:03}",
            title=f"Ferries: {headline(0)}",
            excerpt=telling(0, "agency" if number % 4 == 0 else f"{number}"),
            provider={"name": f"Paper {number:02}"},
            publishedDateTime=f"2021-09-28T08:{number:02}:00Z",
            webUrl=f"https://paper.example/{number}",
        )


def write_pictured(folder: Path, pictures: str) -> None:
    """Write articles with a picture each, the newest first by number.

    Args:
        folder: of the articles.
        pictures: address of the server that has the pictures, with a slash at its end.
    """
    for number in range(PICTURED):
        name = {DEAD: "gone", SLOW: "slow"}.get(number, f"{number}")
        write_article(
            folder,
            f"pictured-{number:02}",
            title=f"Pictured {number:02}",
            excerpt="What is to be seen, in a few words.",
            images=[{"url": f"{pictures}{name}.gif"}],
            publishedDateTime=f"{FIRST_DAY - timedelta(days=number)}T08:00:00Z",
        )
