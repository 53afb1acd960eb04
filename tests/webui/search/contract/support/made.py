"""What a kind of backend makes for a case of the suite."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from indexer.contract.article import Article
from indexer.contract.syncs.last_sync import LastSync
from webui.search.backend import Backend


@dataclass(frozen=True, slots=True)
class Made:
    """A backend over some articles.

    Attributes:
        backend: to be tested.
        change: makes a state in which the archive has these articles and no others.
        note: lets the last sync have done something.
    """

    backend: Backend
    change: Callable[[Sequence[Article]], None]
    note: Callable[[LastSync], None]
