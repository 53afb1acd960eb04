"""Names that are probably one provider's, found without comparing each with each other one."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from typing import Any

from indexer.checking.name_keys import Named, NameKeys, keys_of
from indexer.contract.aliases import Aliases

# A domain with more names than this is one that many write on.
_MOST_NAMES = 3

# Of shorter names, two that differ in one letter are mostly two. Nobody has a longer one, of which
# the names without one of its letters would take quadratic space.
_LONG, _LONGEST = 10, 500

# What more have in common says nothing of any two.
_MANY = 20

# What need not stand in quotes in YAML, not in a list either, and what is no text there.
_PLAIN = re.compile(r"[^\W\d_][\w.&/+'-]*(?: [\w.&/+'-]+)*")
_RESERVED = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))


@dataclass(frozen=True, slots=True)
class Likely:
    """Several names that are probably one provider's.

    Attributes:
        name: the one that most articles have, or that has an entry already.
        articles: how many have it.
        spellings: the others, and how many articles have each.
        known: spellings that the entry has, if there is one.
        reasons: why it is likely, each once.
    """

    name: str
    articles: int
    spellings: dict[str, int]
    known: tuple[str, ...]
    reasons: tuple[str, ...]

    def as_line(self) -> str:
        """Return the line for the file of aliases, with the reasons as a comment."""
        spellings = ", ".join(map(_quoted, (*self.known, *self.spellings)))
        counts = " + ".join(f"{count:,}" for count in (self.articles, *self.spellings.values()))
        comment = f"{counts} articles; {', '.join(self.reasons)}"
        if self.known:
            comment += "; instead of its line"
        return f"{_quoted(self.name)}: [{spellings}]  # {comment}"

    def as_json(self) -> dict[str, Any]:
        """Return the object that ``status --json`` prints."""
        return {
            "name": self.name,
            "articles": self.articles,
            "spellings": [
                {"spelling": spelling, "articles": count}
                for spelling, count in self.spellings.items()
            ],
            "reasons": list(self.reasons),
            "line": self.as_line(),
        }


def _quoted(text: str) -> str:
    """Return a text as YAML has it in a list, in quotes but where it is sure to need none."""
    plain = _PLAIN.fullmatch(text) and text.casefold() not in _RESERVED
    return text if plain else json.dumps(text, ensure_ascii=False)


def likely_spellings(providers: Iterable[Named], aliases: Aliases) -> list[Likely]:
    """Return names that are probably one provider's, those of most articles first.

    Two names that have an entry each are two: somebody has said so. Takes time in proportion to
    the number of providers.

    Args:
        providers: each label with each of its domains that is known.
        aliases: in force.
    """
    groups = _Groups(keys_of(providers), dict(aliases.entries))
    for reason, pairs in (
        ("the same letters", _of_equal_letters),
        ("the same but for “The”, “Inc.” and the like", _of_equal_core),
        ("one domain", _of_one_domain),
        ("one letter apart", _of_one_letter),
    ):
        for one, other in pairs(groups.all):
            groups.join(one, other, reason)
    return sorted(groups.found(), key=lambda each: (-sum(each.spellings.values()), each.name))


class _Groups:
    """Providers that belong together, as far as one knows."""

    def __init__(self, keys: Sequence[NameKeys], listed: Mapping[str, tuple[str, ...]]) -> None:
        self.all = keys
        self._group = {each.label: _Group([each]) for each in keys}
        self._listed = listed

    def join(self, one: NameKeys, other: NameKeys, reason: str) -> None:
        """Put two groups together, unless each has a name with an entry."""
        first, second = self._group[one.label], self._group[other.label]
        if first is second:
            return
        members = first.members + second.members
        if sum(each.label in self._listed for each in members) > 1:
            return
        joined = _Group(members, first.reasons | second.reasons | {reason: None})
        self._group.update((each.label, joined) for each in members)

    def found(self) -> Iterator[Likely]:
        """Yield the groups of several."""
        for group in {id(group): group for group in self._group.values()}.values():
            if len(group.members) > 1:
                yield self._likely(group)

    def _likely(self, group: _Group) -> Likely:
        name, *others = sorted(
            group.members,
            key=lambda each: (each.label not in self._listed, -each.articles, each.label),
        )
        spellings = {each.label: each.articles for each in others}
        known = self._listed.get(name.label, ())
        return Likely(name.label, name.articles, spellings, known, tuple(group.reasons))


@dataclass(frozen=True, slots=True)
class _Group:
    """Providers, and why they are together, in the order in which that was found."""

    members: list[NameKeys]
    reasons: dict[str, None] = field(default_factory=dict)


_Pairs = Iterator[tuple[NameKeys, NameKeys]]


def _by(keys: Iterable[tuple[Hashable, NameKeys]]) -> Iterator[list[NameKeys]]:
    """Yield those that have something in common, together."""
    found: dict[Hashable, list[NameKeys]] = defaultdict(list)
    for key, each in keys:
        found[key].append(each)
    return (together for together in found.values() if len(together) > 1)


def _of_equal_letters(keys: Sequence[NameKeys]) -> _Pairs:
    for together in _by((each.letters, each) for each in keys):
        yield from pairwise(together)


def _of_equal_core(keys: Sequence[NameKeys]) -> _Pairs:
    for together in _by((each.core, each) for each in keys):
        if len(together) <= _MANY:
            yield from filter(_may_be_neighbours, combinations(together, 2))


def _of_one_domain(keys: Sequence[NameKeys]) -> _Pairs:
    for together in _by((domain, each) for each in keys for domain in each.domains):
        if len(together) <= _MOST_NAMES:
            yield from pairwise(together)


def _of_one_letter(keys: Sequence[NameKeys]) -> _Pairs:
    # Of two names that differ in one letter, or in the order of two, one without some letter is
    # the other without some letter.
    shorter = (
        (each.core[:place] + each.core[place + 1 :], each)
        for each in keys
        if _LONG <= len(each.core) <= _LONGEST
        for place in range(len(each.core) + 1)
    )
    for together in _by(shorter):
        if len(together) <= _MANY:
            for one, other in combinations(together, 2):
                if _differ_in_a_letter(one.core, other.core) and _may_be_neighbours((one, other)):
                    yield one, other


def _may_be_neighbours(pair: tuple[NameKeys, NameKeys]) -> bool:
    """Whether the domains of two do not speak against their being one."""
    one, other = pair
    return not one.sites or not other.sites or not one.sites.isdisjoint(other.sites)


def _differ_in_a_letter(one: str, other: str) -> bool:
    """Whether one letter is added, missing, another one, or swapped with the next; no digit."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    left, right = one[start:], other[start:]
    while left and right and left[-1] == right[-1]:
        left, right = left[:-1], right[:-1]
    letters = left + right
    swapped = len(left) == len(right) == 2 and left == right[::-1]
    few = len(left) <= 1 and len(right) <= 1
    return bool(letters) and (few or swapped) and not any(map(str.isdigit, letters))
