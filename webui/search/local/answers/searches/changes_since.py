"""What came into a result, or changed there, since a state of the archive."""

from __future__ import annotations

from indexer.contract.codec.arrays import Ints
from webui.search.local.answers.parts import article_ref
from webui.search.local.columns.ordering import by_date
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.results.base import ArticleRef
from webui.search.results.later_changes import ChangesSince

# Of each kind; more are found by `since`.
_LISTED = 50


def changes_since(snapshot: Snapshot, docs: Ints, generation: int) -> ChangesSince:
    """Tell of some documents which came or changed after a generation.

    Args:
        snapshot: where they are.
        docs: the hits of a search, ascending.
        generation: not beyond that of the snapshot.
    """
    columns = snapshot.columns
    is_new = columns.added_generation[docs] > generation
    came, changed = docs[is_new], docs[~is_new & (columns.changed_generation[docs] > generation)]
    return ChangesSince(
        generation=generation,
        came=len(came),
        changed=len(changed),
        listed_came=_newest(snapshot, came),
        listed_changed=_newest(snapshot, changed),
    )


def _newest(snapshot: Snapshot, docs: Ints) -> list[ArticleRef]:
    first = by_date(docs, snapshot.columns, "newest", _LISTED, snapshot.by_id)
    return [article_ref(article) for article in snapshot.shown(first.tolist())]
