"""Stories and copies, found with nothing but loops: what ``indexer.stories`` is compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indexer.contract.article import Article
from indexer.stories.distinct_texts import LONGEST
from indexer.stories.linkage import APART, JOINING
from tests.support.stories.plain_likeness import Pair, Weighed
from tests.support.stories.plain_texts import (
    PlainStatistics,
    find_repeats,
    in_order,
    plain_text,
)

Likely = Mapping[tuple[int, int], int]
"""How likely two texts report one event, in 255ths; of those that hardly do, nothing."""


@dataclass(frozen=True, slots=True)
class PlainStories:
    """Which articles are one story.

    Attributes:
        story: the first of the given articles in each one's story, its own place if it is alone.
        text: the same for those that are copies of each other.
        likely: of the places of two articles, each the first one with its text.
        copies: the pairs of which the later one is a copy.
    """

    story: list[int]
    text: list[int]
    likely: dict[tuple[int, int], int]
    copies: set[tuple[int, int]]


def plain_stories(
    articles: Sequence[Article], statistics: PlainStatistics | None = None
) -> PlainStories:
    """Find the stories of some articles, and the copies in them.

    Args:
        articles: all that there are.
        statistics: of the words; of all articles, if not given.
    """
    texts = [plain_text(article) for article in articles]
    repeated = find_repeats(texts)
    firsts = [place for place in in_order(texts) if repeated[place] == place]
    if statistics is None:
        statistics = PlainStatistics.of(texts[place] for place in firsts)
    weighed = {place: Weighed(texts[place], statistics) for place in firsts}
    every = list(weighed.values())
    likely, copies = {}, set()
    for at, later in enumerate(firsts):
        for earlier in firsts[:at]:
            pair = Pair(weighed[earlier], weighed[later], every)
            if found := pair.likely:
                likely[earlier, later] = found
                if pair.is_copy:
                    copies.add((earlier, later))
    spans = {
        place: (
            texts[place].time,
            max(text.time for text, of in zip(texts, repeated, strict=True) if of == place),
        )
        for place in firsts
    }
    story = link(firsts, likely, spans)
    text = {place: place for place in firsts}
    for one, two in copies:
        if story[one] == story[two]:
            kept, gone = text[one], text[two]
            text = {place: kept if of == gone else of for place, of in text.items()}
    return PlainStories(_labels(repeated, story), _labels(repeated, text), likely, copies)


def link(
    places: Sequence[int], likely: Likely, spans: Mapping[int, tuple[int, int]]
) -> dict[int, int]:
    """Join groups of texts in rounds, in each of them all that are each other's best.

    Args:
        places: of the texts, in order of time.
        likely: of their pairs, the earlier one first.
        spans: of each text, when the first and the last article with it was published.

    Returns:
        Of each text, the first one of its group.
    """
    groups = {place: [place] for place in places}
    while True:
        # Groups go by their first text, and are in the order of these.
        alike = {}
        for one in groups:
            for two in list(groups)[list(groups).index(one) + 1 :]:
                members = groups[one] + groups[two]
                first = min(spans[place][0] for place in members)
                last = max(spans[place][1] for place in members)
                how = _alike(groups[one], groups[two], likely)
                if last - first <= LONGEST and how >= JOINING:
                    alike[one, two] = how
        if not alike:
            return {place: group for group, members in groups.items() for place in members}
        best: dict[int, tuple[int, int]] = {}
        # The sort is stable: of pairs that are as alike the first ones come first.
        for pair in sorted(alike, key=alike.__getitem__, reverse=True):
            for side in pair:
                best.setdefault(side, pair)
        for one, two in set(best.values()):
            if best[one] == best[two] == (one, two):
                groups[one] += groups.pop(two)


def _alike(one: Sequence[int], two: Sequence[int], likely: Likely) -> float:
    """Return how alike the better half of the pairs between two groups are on average."""
    known = [likely.get((a, b)) or likely.get((b, a)) for a in one for b in two]
    found = sorted((value for value in known if value), reverse=True)
    half = (len(known) + 1) // 2
    taken = found[:half]
    return (sum(taken) + (half - len(taken)) * APART) / half


def _labels(repeated: Sequence[int], group: Mapping[int, int]) -> list[int]:
    """Return the first article of each one's group; who repeats a text is in that one's."""
    numbers = [group[of] if of >= 0 else len(repeated) + place for place, of in enumerate(repeated)]
    return [numbers.index(number) for number in numbers]
