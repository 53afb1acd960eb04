"""What came to the result of a search since an export, and what went."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from webui.formats.rechecking.export_reading import Export
from webui.search.backend import Finding, Searcher
from webui.search.results.base import Result, is_none
from webui.search.results.whole.exports import Manifest, ids_sha256


class Difference(Result):
    """What is found now, beside what an export holds.

    ``generation_then`` and ``total_then`` are null where nothing says them. ``came``,
    ``deleted`` and ``unmatched`` (in the archive, but found no more) are ids, sorted, and null
    where only a manifest is there, which names none; ``came_since`` and ``changed_since`` count
    the hits of now that came into the archive after its generation, or changed. ``whole`` says
    whether a file holds what its manifest says.
    """

    same: bool
    generation_then: int | None
    generation_now: int
    total_then: int | None
    total_now: int
    whole: bool | None
    came: list[str] | None
    deleted: list[str] | None
    unmatched: list[str] | None
    came_since: int | None = Field(default=None, exclude_if=is_none)
    changed_since: int | None = Field(default=None, exclude_if=is_none)


def difference(
    export: Export, manifest: Manifest | None, searcher: Searcher, finding: Finding
) -> Difference:
    """Compare an export with what its search finds now.

    Args:
        export: the file.
        manifest: what it is a result of, if that is known.
        searcher: the state of now.
        finding: what the search finds in it.
    """
    now = finding.manifest()
    then = manifest.generation if manifest else None
    ids = export.ids
    came: Sequence[str] | None = None
    deleted: Sequence[str] | None = None
    unmatched: Sequence[str] | None = None
    if ids is not None:
        digest = ids_sha256(ids)
        found = set(ids) if digest == now.ids_sha256 else {r.id for r in finding.records()}
        came = sorted(found - set(ids))
        went = sorted(set(ids) - found)
        deleted = [id for id in went if searcher.story_id(id) is None]
        unmatched = [id for id in went if id not in set(deleted)]
        whole = digest == manifest.ids_sha256 if manifest else None
        same = not came and not went
    else:
        whole = None
        same = manifest is not None and manifest.ids_sha256 == now.ids_sha256
    # A newer generation than that of now is one of an index that was made anew since.
    since = finding.changes(then) if then is not None and then <= now.generation else None
    return Difference(
        same=same,
        generation_then=then,
        generation_now=now.generation,
        total_then=len(ids) if ids is not None else manifest.total if manifest else None,
        total_now=now.total,
        whole=whole,
        came=None if came is None else [*came],
        deleted=None if deleted is None else [*deleted],
        unmatched=None if unmatched is None else [*unmatched],
        came_since=since.came if since else None,
        changed_since=since.changed if since else None,
    )
