"""What is offered to somebody who is typing a query."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from indexer.contract.analysis import accent_map
from tests.webui.search.reference.answers.counting import by_count, count_labels
from tests.webui.search.reference.archive import Archive
from tests.webui.search.reference.finding.ordering import in_order
from tests.webui.search.reference.found import count, execute
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.facet_specs import FacetName
from webui.search.criteria.parameters import without_surrogates
from webui.search.query.parser import parse_query
from webui.search.query.stop_words import is_stop_word
from webui.search.query.syntax import Group, Node, Pattern, Word, positive_leaves
from webui.search.query.terms import stems, words
from webui.search.results.suggestions import Kind, Offer

_MOST, _OF_EACH = 8, 2
_SHORTEST, _LONGEST = 2, 200
_MOST_TYPED_WORDS = 12
_MOST_WORDS, _MOST_TITLES = 3, 3
# Beginnings, words and titles that are looked at.
_SHORTEST_PREFIX, _LONGEST_WORD, _RANKED, _TRIED = 2, 64, 64, 8
_SHORTEST_TITLE_PREFIX, _READ_TITLES = 3, 10
# What may stand between words of a label ends here.
_LAST_SIGN = "\u303f"


def suggest(archive: Archive, text: str) -> list[Offer]:
    """Return words, providers, topics and titles, each kind with its share of the places."""
    typed = without_surrogates(text).strip()
    if not _SHORTEST <= len(typed) <= _LONGEST:
        return []
    before, prefix, others = _last_word(typed)
    kinds = [
        _words(archive, before, prefix),
        _labels(archive, "provider", "provider", typed),
        _labels(archive, "topic", "topic", typed),
        _titles(archive, others, prefix),
    ]
    places = [min(len(offers), _OF_EACH) for offers in kinds]
    for kind, offers in enumerate(kinds):
        places[kind] += min(len(offers) - places[kind], _MOST - sum(places))
    return [offer for kind, offers in enumerate(kinds) for offer in offers[: places[kind]]]


def _last_word(typed: str) -> tuple[str, str, list[str] | None]:
    """Return what was typed before the last word, the last word, and the words before it.

    The last word is empty where the query ends in something else, or has patterns or very
    many words; the words before it are None where they are not plain words side by side.
    """
    nothing: tuple[str, str, list[str] | None] = "", "", None
    parsed = parse_query(typed)
    tokens = words(parsed.text)
    tree = parsed.tree
    if "*" in typed or "~" in typed or tree is None or len(tokens) > _MOST_TYPED_WORDS:
        return nothing
    leaves = list(positive_leaves(tree))
    leaf = leaves[-1] if leaves else None
    # With a quote that is still open, what follows it becomes a phrase.
    if parsed.text.count('"') % 2 or not isinstance(leaf, Word) or leaf.field:
        return nothing
    own = words(leaf.text)
    if not own or leaf.start + own[-1].end != len(parsed.text):
        return nothing
    is_plain = all(isinstance(part, Word) and not part.field for part in _parts(tree))
    others = [token.text for token in tokens[:-1]] if is_plain else None
    return parsed.text[: leaf.start + own[-1].start], own[-1].text, others


def _parts(tree: Node) -> Sequence[Node]:
    side_by_side = isinstance(tree, Group) and tree.operator == "side by side"
    return tree.children if isinstance(tree, Group) and side_by_side else [tree]


def _words(archive: Archive, before: str, prefix: str) -> list[Offer]:
    if len(prefix) < _SHORTEST_PREFIX:
        return []
    known = {w: n for w, n in archive.known_words().items() if w.startswith(prefix)}
    forms: dict[str, str] = {}
    for word in by_count(known)[:_RANKED]:
        if len(word) <= _LONGEST_WORD and not is_stop_word(Word(word), "any"):
            # Of several forms the most frequent one stands for all.
            forms.setdefault("".join(token.text for token in stems(word)), word)
    tried = [before + word for word in forms.values() if word != prefix][:_TRIED]
    totals = {text: count(archive, Criteria(q=text)) for text in tried}
    found = [Offer("word", text, total) for text, total in totals.items() if total]
    return sorted(found[:_MOST_WORDS], key=lambda offer: -(offer.total or 0))


def _labels(archive: Archive, facet: FacetName, kind: Kind, typed: str) -> list[Offer]:
    """Return labels that begin with what was typed, or one of whose words does."""
    counts = count_labels(archive.entries, facet)
    wanted = _folded(typed)
    found = [label for label in by_count(counts) if wanted and _has_start(_folded(label), wanted)]
    return [Offer(kind, label, counts[label]) for label in found[:_MOST]]


def _has_start(label: str, wanted: str) -> bool:
    return any(
        label.startswith(wanted, at)
        for at in range(len(label))
        if at == 0 or _is_sign(label[at - 1])
    )


def _is_sign(letter: str) -> bool:
    return " " <= letter <= _LAST_SIGN and unicodedata.category(letter)[0] in "PSZ"


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold().translate(accent_map())


def _titles(archive: Archive, others: list[str] | None, prefix: str) -> list[Offer]:
    """Return titles that have all the words, stop words included, the best and newest first."""
    if others is None or len(prefix) < _SHORTEST_TITLE_PREFIX:
        return []
    asked = Group("and", (*(Word(o, "title") for o in others), Pattern(f"{prefix}*", "title")))
    found = execute(archive, asked, "all")
    offers: dict[str, Offer] = {}
    for entry in in_order(found, "relevance", found)[:_READ_TITLES]:
        offers.setdefault(entry.article.title, Offer("title", entry.article.title, None, entry.id))
    return list(offers.values())[:_MOST_TITLES]
