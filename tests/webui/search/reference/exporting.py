"""All that was found, article by article, and what it is a result of."""

from __future__ import annotations

from collections.abc import Iterator

from tests.webui.search.reference.answers.presenting import as_hit
from tests.webui.search.reference.archive import Archive, Entry
from tests.webui.search.reference.finding.ordering import in_order
from tests.webui.search.reference.found import Found, execute
from webui.search.criteria.criteria import SEARCHED, SearchedField
from webui.search.query.stop_words import is_stop_word
from webui.search.query.syntax import (
    AtLeast,
    Fuzzy,
    Near,
    Pattern,
    Phrase,
    Word,
    positive_leaves,
)
from webui.search.results.base import StoryRef
from webui.search.results.whole.exports import Manifest, Record, manifest_of

_TEXT = (Word, Phrase, Near, AtLeast, Pattern, Fuzzy)
_OWN = {"title": "title", "excerpt": "excerpt", "topics": "topic"}


def records(archive: Archive, found: Found) -> Iterator[Record]:
    """Yield all that was found."""
    having: dict[SearchedField, set[Entry]] = {
        field: _having(archive, found, field) for field in SEARCHED
    }
    for entry in in_order(found.hits, found.criteria.effective_sort, found.matches):
        hit = as_hit(archive, found, entry)
        yield Record(
            **{
                name: value
                for name, value in hit
                if name in Record.model_fields and name != "story"
            },
            story=hit.story
            or StoryRef(id=entry.id, size=1, providers=int(entry.provider != ""), copies=0),
            copy_of=entry.story.copied_by(entry.id),
            stratum=_stratum(found, entry),
            matched=[field for field in SEARCHED if entry in having[field]],
        )


def _stratum(found: Found, entry: Entry) -> str | None:
    """Return the name of what an article of a sample was drawn from."""
    sampling = found.criteria.sampling
    if sampling is None or not sampling.strata:
        return None
    own = {"provider": entry.provider, "month": str(entry.day)[:7] if entry.day else ""}
    return " · ".join(own[by] or f"no {by}" for by in sampling.strata)


def _having(archive: Archive, found: Found, field: SearchedField) -> set[Entry]:
    """Return the articles that have any of the words in a field."""
    tree = found.parsed.tree
    leaves = [
        leaf
        for leaf in (positive_leaves(tree) if tree else ())
        if isinstance(leaf, _TEXT) and leaf.field not in ("provider", "type")
    ]
    if not all(is_stop_word(leaf, found.match) for leaf in leaves):
        leaves = [leaf for leaf in leaves if not is_stop_word(leaf, found.match)]
    having = set[Entry]()
    for leaf in leaves:
        if leaf.field is None and field not in found.criteria.searched:
            continue
        if leaf.field not in (None, _OWN[field]):
            continue
        once = leaf.term if isinstance(leaf, AtLeast) else leaf
        having |= execute(archive, once, found.match, (_OWN[field],)).keys()
    return having


def manifest(archive: Archive, found: Found) -> Manifest:
    """Say what was asked, and which articles that found."""
    return manifest_of(
        found.criteria,
        parsed=str(found.parsed.tree or ""),
        ids=[hit.id for hit in found.hits],
        generation=archive.state.generation,
        time=archive.state.synced,
        notices=found.notices,
        sample=found.sampled.info if found.sampled else None,
        added=found.added,
    )
