"""Documents are made ready in a process that reads files, and sent by a batch in another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from indexer.cluster.spooling import Prepared, prepare


class PreparedGathering:
    """Makes documents ready, and hands all of them on."""

    def __init__(self) -> None:
        self._prepared: list[Prepared] = []

    def add(self, document: Mapping[str, Any]) -> None:
        """Add a document."""
        self._prepared.append(prepare(document))

    def gathered(self, _: int, *, last: bool) -> Sequence[Prepared]:
        """Return the documents that were added since."""
        del last
        prepared, self._prepared = self._prepared, []
        return prepared
