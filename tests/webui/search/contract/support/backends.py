"""The backends that the suite runs against. Another one joins by a line in :data:`KINDS`."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest

from indexer.contract.aliases import NO_ALIASES, Aliases
from indexer.contract.article import Article
from indexer.contract.syncs.last_sync import write_last_sync
from tests.webui.search.contract.support.in_cluster import in_cluster
from tests.webui.search.contract.support.made import Made
from tests.webui.search.library import commit, write
from tests.webui.search.reference.backend import ReferenceBackend
from tests.webui.search.reference.syncing import told
from webui.search.backend import Searcher
from webui.search.local.backend import LocalBackend

_CACHE_BYTES = 2**24


Maker = Callable[[Sequence[Article], Aliases], AbstractContextManager[Made]]
"""Fills an archive of its own with articles, and removes it when the block ends."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of backend.

    Attributes:
        name: shown by pytest.
        maker: makes one.
        exact: whether its statistics are those of the articles that are there, and of no
            deleted ones: only then are scores compared, and what is chosen by them.
        marks: of pytest, for the cases that run against it.
    """

    name: str
    maker: Maker
    exact: bool = True
    marks: tuple[pytest.MarkDecorator, ...] = ()

    def make(
        self, articles: Sequence[Article], aliases: Aliases = NO_ALIASES
    ) -> AbstractContextManager[Made]:
        """Make a backend over some articles; their providers are called what the aliases say."""
        named = [
            replace(each, provider=each.provider and aliases.applied(each.provider))
            for each in articles
        ]
        return self.maker(named, aliases)

    @contextmanager
    def searcher(
        self, articles: Sequence[Article] = (), aliases: Aliases = NO_ALIASES
    ) -> Iterator[Searcher]:
        """Lend a searcher over some articles."""
        with self.make(articles, aliases) as made, made.backend.searcher() as searcher:
            yield searcher


@contextmanager
def _reference(articles: Sequence[Article], aliases: Aliases) -> Iterator[Made]:
    backend = ReferenceBackend(articles, aliases=dict(aliases.entries))
    yield Made(backend, backend.replace, lambda record: setattr(backend, "last_sync", told(record)))


@contextmanager
def _local(articles: Sequence[Article], aliases: Aliases) -> Iterator[Made]:
    """Write all articles into one segment."""
    with _over([articles], (), aliases) as made:
        yield made


@contextmanager
def _in_pieces(articles: Sequence[Article], aliases: Aliases) -> Iterator[Made]:
    """Write several segments, with copies of articles that are deleted again.

    A copy would be a hit beside its original, in its story, counted with it, and before it in
    every order.
    """
    copies = [replace(item, id=f"!{item.id}") for item in articles[::2]]
    third = -(-len(articles) // 3) or 1
    parts = [articles[start : start + third] for start in range(0, len(articles), third)]
    parts = [[*copies[place::3], *part] for place, part in enumerate(parts)]
    pieces = [part for part in parts if part]
    with _over(pieces, [copy.id for copy in copies], aliases) as made:
        yield made


@contextmanager
def _over(
    segments: Sequence[Sequence[Article]], deleted: Sequence[str], aliases: Aliases
) -> Iterator[Made]:
    live = {item.id for segment in segments for item in segment} - set(deleted)

    def change(articles: Sequence[Article]) -> None:
        commit(folder, articles, deleted=live, aliases=aliases)
        live.clear()
        live.update(item.id for item in articles)

    with tempfile.TemporaryDirectory() as name:
        folder = write(Path(name), *segments, deleted=deleted, aliases=aliases)
        backend = LocalBackend(folder, _CACHE_BYTES, read_ahead=False)
        try:
            yield Made(backend, change, partial(write_last_sync, folder))
        finally:
            backend.close()


REFERENCE = Kind("reference", _reference)

KINDS = (
    REFERENCE,
    Kind("local", _local),
    Kind("local in pieces", _in_pieces, exact=False),
    # Emptied indexes are lent again; what is scored exactly is so by what is there.
    Kind("opensearch", in_cluster, marks=(pytest.mark.cluster,)),
)
"""All of them. An engine of another kind adds a line here."""
