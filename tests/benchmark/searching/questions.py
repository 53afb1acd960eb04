"""What every engine is asked, in a form that belongs to none of them, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

PAGE_SIZE = 10
"""Articles that are read from storage for one answer."""

FACET_SIZE = 20
"""Providers and topics that are counted in one answer."""

FIELD_WEIGHTS = {"title": 2.0, "excerpt": 1.0, "topics": 0.5}
"""The searched fields and what a word in each counts, as Cuttings has it."""


@dataclass(frozen=True, slots=True)
class Question:
    """A search. What is set must all hold; each word may stand in any searched field.

    Attributes:
        kind: the group that it is reported under.
        all_of, any_of, none_of: words.
        sentence: whether ``any_of`` is a sentence, for ``match=any``, and not joined by ``OR``.
        phrase: words in this order, each at most ``slop`` positions after the one before.
        prefix: what an unstemmed word begins with.
        fuzzy: what an unstemmed word is at most one edit away from.
        in_title: whether the words of ``all_of`` have to stand in the title.
        after, before: days of publication, the first one included, the last one not.
        quality_above: what the quality is greater than.
        provider_named: words of a provider's name, in order, or a part of its domain.
        providers, topics: values of a facet that were chosen; any of them will do.
        newest: newest first, whatever the score.
        page: from 1, of :data:`PAGE_SIZE` articles.
    """

    kind: str
    all_of: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    sentence: bool = False
    phrase: tuple[str, ...] = ()
    slop: int = 1
    prefix: str = ""
    fuzzy: str = ""
    in_title: bool = False
    after: date | None = None
    before: date | None = None
    quality_above: int | None = None
    provider_named: str = ""
    providers: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    newest: bool = False
    page: int = 1

    @property
    def ranked(self) -> bool:
        """Whether anything in it gives a score; what has none comes newest first."""
        return bool(self.all_of or self.any_of or self.phrase or self.prefix or self.fuzzy)

    @property
    def by_date(self) -> bool:
        """Whether the answer is to come newest first."""
        return self.newest or not self.ranked

    @property
    def words(self) -> frozenset[str]:
        """What is looked up in the index: the second question with one of these finds it warm."""
        openly = {f"{self.prefix}*", f"{self.fuzzy}~", f"provider:{self.provider_named}"}
        found = {*self.all_of, *self.any_of, *self.none_of, *self.phrase, *openly}
        return frozenset(found - {"*", "~", "provider:"})

    @property
    def text(self) -> str:
        """The question in the query language of Cuttings."""
        field = "title:" if self.in_title else ""
        parts = [field + word for word in self.all_of]
        if self.any_of:
            parts.append((" " if self.sentence else " OR ").join(self.any_of))
        if self.phrase:
            near = f"~{self.slop}" if self.slop > 1 else ""
            parts.append(f'"{" ".join(self.phrase)}"{near}')
        parts += [f"{self.prefix}*"] if self.prefix else []
        parts += [f"{self.fuzzy}~"] if self.fuzzy else []
        parts += [f"NOT {word}" for word in self.none_of]
        parts += [f'provider:"{self.provider_named}"'] if self.provider_named else []
        parts += [f"after:{self.after}"] if self.after else []
        parts += [f"before:{self.before}"] if self.before else []
        parts += [f"quality:>{self.quality_above}"] if self.quality_above is not None else []
        return " ".join(parts)

    def __str__(self) -> str:
        """Return the question as a person would read it in a log."""
        facets = [f"provider={value}" for value in self.providers]
        facets += [f"topic={value}" for value in self.topics]
        facets += ["match=any"] if self.sentence else []
        facets += ["sort=newest"] if self.newest else []
        facets += [f"page={self.page}"] if self.page > 1 else []
        return " ".join([self.text or "(no query)", *(f"[{facet}]" for facet in facets)])


class Shown(NamedTuple):
    """One article of the page, as read from storage."""

    id: str
    title: str
    excerpt: str
    provider: str
    published: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question is worth asking for: the same for every engine.

    Attributes:
        total: all articles that match.
        page: at most :data:`PAGE_SIZE` of them, in order.
        providers, topics: the most frequent values among all that match, with their counts.
        months: how many of them were published in each bucket of time, undated ones left out.
    """

    total: int
    page: Sequence[Shown]
    providers: Sequence[tuple[str, int]]
    topics: Sequence[tuple[str, int]]
    months: Mapping[str, int]


def month_number(day: date) -> int:
    """Number the months, so that neighbours differ by one."""
    return day.year * 12 + day.month - 1


def month_name(number: int) -> str:
    """Return the month of a number as ``2021-08``."""
    return f"{number // 12}-{number % 12 + 1:02}"
