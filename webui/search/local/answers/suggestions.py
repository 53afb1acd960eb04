"""What to offer while a query is being typed: words, providers, topics and titles."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from webui.search.criteria.criteria import Criteria
from webui.search.criteria.facet_specs import FACET_SPECS, FacetName
from webui.search.criteria.parameters import without_surrogates
from webui.search.local.columns.ordering import page_of
from webui.search.local.compiling.compiler import compile_query
from webui.search.local.finding.find import count
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.local.snapshot.suggested_labels import label_starts
from webui.search.local.words.completion import Unfinished, completions, unfinished
from webui.search.local.words.expansion import expand
from webui.search.query.syntax import Group, Pattern, Word
from webui.search.results.suggestions import Offer

MAX_OFFERS = 8
# Characters; with fewer nearly everything could be meant, and with more nothing is left
# to suggest.
MIN_LENGTH = 2
MAX_LENGTH = 200
# Of each kind, if there is that much of every kind; other kinds fill what is left.
_SHARE = 2
_MAX_WORDS = 3
_MAX_TITLES = 3
# Completed queries whose articles are counted, until enough are found that have some.
_COUNTED_WORDS = 8
# Titles of fewer letters of their last word would be those of half the index.
_MIN_TITLE_PREFIX = 3
# Titles that are read: an agency's article stands in many papers under the same one.
_READ_TITLES = 10


def suggest(snapshot: Snapshot, text: str) -> list[Offer]:
    """Return what somebody may mean who has typed so much of a query.

    Args:
        snapshot: where to look.
        text: what was typed: anything.

    Returns:
        At most :data:`MAX_OFFERS`: words, then labels of the facets that are suggested, then
        titles; nothing for texts shorter than :data:`MIN_LENGTH` or longer than
        :data:`MAX_LENGTH`.

    Raises:
        IndexStateError: the index's files cannot be read.
    """
    typed = without_surrogates(text).strip()
    if not MIN_LENGTH <= len(typed) <= MAX_LENGTH:
        return []
    query = unfinished(typed)
    return _mixed(
        [
            _words(snapshot, query) if query else [],
            *(_labels(snapshot, spec.name, typed) for spec in FACET_SPECS if spec.suggested),
            _titles(snapshot, query) if query else [],
        ]
    )


def _words(snapshot: Snapshot, query: Unfinished) -> list[Offer]:
    """Complete the last word by the most frequent words; what finds most comes first."""
    offers: list[Offer] = []
    for word in islice(completions(query.prefix, snapshot), _COUNTED_WORDS):
        completed = query.before + word
        if total := count(snapshot, Criteria(q=completed)):
            offers.append(Offer("word", completed, total))
        if len(offers) == _MAX_WORDS:
            break
    return sorted(offers, key=lambda offer: -(offer.total or 0))


def _labels(snapshot: Snapshot, facet: FacetName, typed: str) -> list[Offer]:
    found = label_starts(snapshot, facet).find(typed, MAX_OFFERS)
    return [Offer(facet, label, total) for label, total in found]


def _titles(snapshot: Snapshot, query: Unfinished) -> list[Offer]:
    """Find articles that have all the words in their titles, the best and newest first."""
    if query.others is None or len(query.prefix) < _MIN_TITLE_PREFIX:
        return []
    # "and", so that stop words count as well.
    every = Group(
        "and",
        (*(Word(word, "title") for word in query.others), Pattern(f"{query.prefix}*", "title")),
    )
    found = snapshot.execute(expand(compile_query(every, "all"), snapshot).query)
    docs = page_of(found, snapshot.columns, "relevance", 0, _READ_TITLES, snapshot.by_id)
    offers: dict[str, Offer] = {}
    for article in snapshot.shown(docs.tolist()):
        offers.setdefault(article.title, Offer("title", article.title, None, article.id))
    return list(offers.values())[:_MAX_TITLES]


def _mixed(kinds: Sequence[Sequence[Offer]]) -> list[Offer]:
    """Give each kind its share, and what is left over to the first that have more."""
    numbers = [min(len(offers), _SHARE) for offers in kinds]
    for place, offers in enumerate(kinds):
        numbers[place] += min(len(offers) - numbers[place], MAX_OFFERS - sum(numbers))
    return [
        offer for offers, number in zip(kinds, numbers, strict=True) for offer in offers[:number]
    ]
