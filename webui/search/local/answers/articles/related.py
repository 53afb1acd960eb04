"""What the importer holds to be related to an article: its list, as far as the index has it."""

from __future__ import annotations

import numpy as np

from indexer.contract.codec.arrays import Ints
from webui.search.local.columns.ordering import by_date
from webui.search.local.snapshot.snapshot import Snapshot


def related(snapshot: Snapshot, doc: int) -> Ints:
    """Return the live documents that an article's ``related`` list names, in its order.

    The article itself is left out. Of several with one URL the newest comes first, then by id.

    Args:
        snapshot: where to look.
        doc: number of the article.

    Raises:
        IndexStateError: the index's files cannot be read.
    """
    with snapshot.reporting_damage():
        named, places = snapshot.linked(doc)
        others = named[snapshot.totals.live[named] & (named != doc)]
        docs = by_date(others, snapshot.columns, "newest", None, snapshot.by_id)
    place = places[np.searchsorted(named, docs)]
    return docs[np.argsort(place, kind="stable")]
