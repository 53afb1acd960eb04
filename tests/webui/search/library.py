"""Real indexes of made-up articles."""

from __future__ import annotations

import functools
import gc
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest
from hypothesis import settings
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex, create_in, open_dir
from whoosh.query import Term

from indexer.committing.article_segments import new_builder, write_articles
from indexer.committing.documents import document
from indexer.committing.storage import INDEX_NAME
from indexer.committing.story_state import remove_others, write_stories
from indexer.contract.aliases import NO_ALIASES, Aliases
from indexer.contract.article import Article, Fingerprint, Provider
from indexer.contract.schema import build_schema
from tests.support.passages import whoosh_takes_passages
from tests.webui.search.reference.histories import made_up
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.facet_choices import choices
from webui.search.criteria.facet_specs import FACETS
from webui.search.criteria.parameters import without_surrogates
from webui.search.local.answers.searches.search import search
from webui.search.local.snapshot.local_snapshot import LocalSnapshot
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.results.search import SearchResult

TODAY = date(2021, 9, 1)

_Test = TypeVar("_Test", bound=Callable[..., None])


def leaves_files_open(test: _Test) -> _Test:
    """Mark a test of a damaged index: Whoosh does not close a file that it cannot read."""

    @functools.wraps(test)
    def collecting(*args: Any, **kwargs: Any) -> None:
        test(*args, **kwargs)
        # So that the warning comes here, and not in whichever test runs next.
        gc.collect()

    for warning in ("ResourceWarning", "pytest.PytestUnraisableExceptionWarning"):
        pytest.mark.filterwarnings(f"ignore::{warning}")(collecting)
    return cast("_Test", collecting)


def generated(examples: int) -> settings:
    """Return settings of a property test: the same examples at every run, but for ``fuzz``.

    Over a cluster each takes many times as long: half of them do.
    """
    if settings.get_current_profile_name() == "fuzz":
        return settings(max_examples=5 * examples, deadline=None)
    if settings.get_current_profile_name() == "cluster":
        examples = -(-examples // 2)
    return settings(max_examples=examples, deadline=None, derandomize=True)


def article(id: str, title: str = "A title", **fields: Any) -> Article:
    """Return an article; ``published`` may be ISO text, ``provider`` a name."""
    published, provider = fields.get("published"), fields.get("provider")
    if isinstance(published, str):
        fields["published"] = datetime.fromisoformat(published).replace(tzinfo=UTC)
    if isinstance(provider, str):
        fields["provider"] = Provider(provider, "")
    return Article(id=id, title=title, **fields)


def write(
    folder: Path,
    *segments: Iterable[Article],
    deleted: Iterable[str] = (),
    stock: Iterable[int] = (),
    aliases: Aliases = NO_ALIASES,
) -> Path:
    """Write an index with each group of articles in a segment of its own, then delete some.

    Args:
        folder: of the index.
        segments: the articles of each.
        deleted: ids of articles.
        stock: places of the segments that Whoosh's own writer writes.
        aliases: in force in each state.
    """
    folder.mkdir(parents=True, exist_ok=True)
    create_in(str(folder), build_schema())
    by_whoosh = set(stock)
    for place, segment in enumerate(segments):
        commit(folder, segment, stock=place in by_whoosh, aliases=aliases)
    deleted = list(deleted)
    if deleted or by_whoosh:
        commit(folder, deleted=deleted, aliases=aliases)
    return folder


def commit(
    folder: Path,
    articles: Iterable[Article] = (),
    deleted: Iterable[str] = (),
    merge: bool = False,
    stock: bool = False,
    aliases: Aliases = NO_ALIASES,
) -> None:
    """Delete, then add articles, in one commit: in a new segment, or all in one.

    Args:
        folder: of the index.
        articles: to add.
        deleted: their ids.
        merge: whether all segments become one; it is Whoosh that merges them.
        stock: whether Whoosh's own writer adds the articles, which are in no story then until
            the next commit.
        aliases: in force from then on, where Whoosh does not write.
    """
    if not merge and not stock:
        _commit(FileStorage(str(folder)), articles, set(deleted), aliases)
        return
    index = open_dir(str(folder))
    writer = index.writer()
    for article_id in deleted:
        writer.delete_by_term("id", article_id)
    with whoosh_takes_passages():
        for item in articles:
            writer.add_document(**document(item, Fingerprint(1, 1, "00"), made_up(item.id)))
    writer.commit(optimize=merge, merge=merge)
    index.close()


def _commit(
    storage: FileStorage, articles: Iterable[Article], deleted: set[str], aliases: Aliases
) -> None:
    contents = TOC.read(storage, INDEX_NAME)
    # Whoosh's reader takes as long to open as a segment to write.
    if deleted:
        with FileIndex(storage).searcher() as searcher:
            for article_id in deleted:
                for number in list(Term("id", article_id).docs(searcher)):
                    base = 0
                    for segment in contents.segments:
                        if base <= number < base + segment.doc_count_all():
                            segment.delete_document(number - base)
                        base += segment.doc_count_all()
    builder = new_builder(contents.schema)
    for item in articles:
        builder.add(document(item, Fingerprint(1, 1, "00"), made_up(item.id)))
    if builder.count:
        contents.segments.append(write_articles(storage, contents.schema, [builder]))
    folder, generation = Path(storage.folder), contents.generation + 1
    write_stories(folder, contents.schema, contents.segments, generation, 1, aliases)
    TOC(contents.schema, contents.segments, generation).write(storage, INDEX_NAME)
    remove_others(folder, generation)


@contextmanager
def opened(
    *segments: Iterable[Article],
    deleted: Iterable[str] = (),
    stock: Iterable[int] = (),
    merge: bool = False,
) -> Iterator[LocalSnapshot]:
    """Write an index in a folder of its own, open it, and remove it afterwards.

    Args:
        segments, deleted, stock: see :func:`write`.
        merge: whether Whoosh merges all segments in the end.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = write(Path(name), *segments, deleted=deleted, stock=stock)
        if merge:
            commit(folder, merge=True)
            commit(folder)
        snapshot = LocalSnapshot.open(folder)
        try:
            yield snapshot
        finally:
            snapshot.close()


def asking(**fields: Any) -> Criteria:
    """Return criteria; what is chosen of a facet is given as its parameters are called."""
    for name, prefix in (("include", ""), ("exclude", "not_"), ("find", "find_")):
        chosen = {facet: fields.pop(prefix + facet) for facet in FACETS if prefix + facet in fields}
        if chosen:
            fields[name] = choices(chosen)
    return Criteria(**fields)


def ask(snapshot: Snapshot, q: str = "", **fields: Any) -> SearchResult:
    """Search as of 1 September 2021."""
    return search(snapshot, asking(q=without_surrogates(q), **fields, today=TODAY))


def ids(result: SearchResult) -> list[str]:
    """Return the ids of the hits, in order."""
    return [hit.id for hit in result.hits]


def found(snapshot: Snapshot, q: str, **fields: Any) -> set[str]:
    """Return the ids of everything that a search finds; there must be no more than a page."""
    result = ask(snapshot, q, size=100, **fields)
    assert result.total == len(result.hits)
    return set(ids(result))


def codes(result: SearchResult) -> list[str]:
    """Return the codes of the notices, in order."""
    return [notice.code for notice in result.notices]


def in_segments(articles: Sequence[Article], cuts: Iterable[int]) -> list[list[Article]]:
    """Cut a list of articles at some places into segments, none of them empty."""
    places = [0, *sorted({cut for cut in cuts if 0 < cut < len(articles)}), len(articles)]
    parts = [list(articles[a:b]) for a, b in pairwise(places)]
    return [part for part in parts if part]
