"""What real articles are asked, made of their own words: the kinds that the benchmark knows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random

from tests.webui.search.library import asking
from webui.search.backend import Searcher
from webui.search.criteria.criteria import Criteria
from webui.search.results.whole.exports import Record

# Of each kind, and everything is the same at each run.
_OF_EACH = 8
_SEED = 17
_WORD = re.compile(r"[a-z]{4,}")
_SORTS = ("newest", "oldest", "quality", "heat", "added")


def everything(searcher: Searcher) -> list[Record]:
    """Return all articles of a state."""
    return list(searcher.find(asking(sort="oldest")).records())


class Words:
    """Words of some articles, by how many have them.

    Args:
        records: the articles.
    """

    def __init__(self, records: Sequence[Record]) -> None:
        self.random = Random(_SEED)  # noqa: S311
        self.titles = [_WORD.findall(each.title.lower()) for each in records]
        self.titles = [title for title in self.titles if len(title) > 3]
        counts = Counter(
            word
            for each in records
            for word in set(_WORD.findall(f"{each.title} {each.excerpt}".lower()))
        )
        ordered = sorted(counts, key=lambda word: (-counts[word], word))
        self._bands = ordered[:40], ordered[40:400], ordered[400:]

    def one(self) -> str:
        """Return a word: as often a common one as a rare one."""
        word: str = self.random.choice(self.random.choice(self._bands))
        return word

    def neighbours(self, count: int) -> list[str]:
        """Return words that follow each other in a title, but for short ones between them."""
        title = self.random.choice([each for each in self.titles if len(each) >= count])
        first = self.random.randrange(len(title) - count + 1)
        return title[first : first + count]

    def together(self) -> tuple[str, str]:
        """Return two words of one title."""
        first, second = self.random.sample(self.random.choice(self.titles), 2)
        return first, second

    def slip(self) -> str:
        """Return a word with two of its letters exchanged."""
        word = self.one()
        place = self.random.randrange(1, len(word) - 1)
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def texts(words: Words) -> Iterator[str]:
    """Yield texts of queries, of each kind as many."""
    for _ in range(_OF_EACH):
        one, other = words.together()
        yield words.one()
        yield f"{one} {other}"
        yield f"{words.one()} OR {words.one()}"
        yield f"{words.one()} -{words.one()}"
        yield f'"{" ".join(words.neighbours(2))}"'
        yield f'"{one} {other}"~{words.random.randint(2, 9)}'
        yield f'near{words.random.randint(2, 9)}:"{other} {one}"'
        yield f"{words.one()[:3]}*"
        yield f"*{words.one()[1:4]}*"
        yield f"{words.slip()}~"
        yield f"{words.one()}~2 {words.one()}"
        yield f"={words.one().upper()}"
        yield f'="{" ".join(words.neighbours(2))}"'
        yield f"title:{words.one()} {words.one()}"
        yield f"excerpt:{one} OR topic:{other}"
        yield f"atleast2:{words.one()}"
        yield f"({one} OR {words.one()}) AND NOT ({words.one()} {words.one()})"
        yield f"{words.one()} quality:>{words.random.randint(20, 80)}"
        yield f"{words.slip()} {words.one()}"
        # Nothing has all of it: some of the words do.
        yield " ".join(words.one() for _ in range(6))


def searches(records: Sequence[Record], words: Words) -> Iterator[Criteria]:
    """Yield searches: texts alone and with filters, by relevance and in other orders."""
    random = words.random
    providers = sorted({each.provider.name for each in records if each.provider})
    topics = sorted({topic for each in records for topic in each.topics})
    days = sorted(each.published[:10] for each in records if each.published)
    for text in texts(words):
        yield asking(q=text)
        first, last = sorted(random.sample(days, 2))
        match random.randrange(6):
            case 0:
                yield asking(q=text, provider=tuple(random.sample(providers, 2)))
            case 1:
                yield asking(q=text, not_topic=tuple(random.sample(topics, 1)), group="story")
            case 2:
                yield asking(q=text, from_=first, to=last, sort=random.choice(_SORTS))
            case 3:
                yield asking(q=text, match="any", in_=("title",), sort=random.choice(_SORTS))
            case 4:
                yield asking(q=text, match="any")
            case 5:
                yield asking(q=text, group="story", unit="story", sort=random.choice(_SORTS))
    for sort in _SORTS:
        yield asking(sort=sort, topic=tuple(random.sample(topics, 2)), page=2)
        yield asking(sort=sort, min_quality=50, last="1y", facet_size=100)
