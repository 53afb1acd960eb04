"""What leaves the program whole: each article that a search found, and what it is a result of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of

from pydantic import ConfigDict, Field

from webui.search.criteria.criteria import Criteria, Match, SearchedField, Sort
from webui.search.deadlines.deadline import in_steps
from webui.search.results.base import ArticleValues, Notice, Result, StoryRef, is_none
from webui.search.results.sample import SampleInfo
from webui.search.results.search import QueryEcho

# Ids that are hashed before the deadline is looked at again.
_AT_ONCE = 2**14


class Record(ArticleValues):
    """One article of all that a search found.

    ``story`` is there of every article: one that is alone is a story of one, which goes by the
    article's own id. ``copy_of`` is the id of the article whose text it copies, null for an
    independent report. ``matched`` names the fields in which any word of the query stands; what
    the query excludes, stop words, and words that were not looked for there do not count.
    ``score`` is null without a query. Of a sample, ``weight`` is how many articles it stands for,
    and ``stratum`` names what it was drawn from, null where there are no strata.
    """

    story: StoryRef
    copy_of: str | None
    matched: list[SearchedField]
    added: str | None
    added_generation: int | None
    score: float | None
    stratum: str | None = Field(default=None, exclude_if=is_none)
    weight: float | None = Field(default=None, exclude_if=is_none)


class ManifestQuery(QueryEcho):
    """A search, with all that decides what it finds.

    ``in`` is where words without a field are looked for. ``from`` and ``to`` are the days of
    publication that the filters mean (``YYYY-MM-DD``), those of ``last`` counted; null where
    they are open.
    """

    model_config = ConfigDict(serialize_by_alias=True)

    match: Match
    in_: list[SearchedField] = Field(serialization_alias="in")
    from_: str | None = Field(serialization_alias="from")
    to: str | None


class Manifest(Result):
    """The answer of ``/export.json``: what an export holds, and of which state of the archive.

    ``time`` is when that state was made, UTC, ISO 8601. ``ids_sha256`` is the SHA-256, in hex,
    of the ids of the articles: in the order of their code points, each followed by a line feed,
    in UTF-8. ``version`` is that of the program.
    """

    query: ManifestQuery
    sort: Sort
    total: int
    generation: int
    time: str
    notices: list[Notice]
    sample: SampleInfo | None
    ids_sha256: str
    version: str


def ids_sha256(ids: Iterable[str]) -> str:
    """Return the digest of some articles, whatever their order (:class:`Manifest`)."""
    digest = sha256()
    for some in in_steps(sorted(ids), _AT_ONCE):
        digest.update("".join(f"{id}\n" for id in some).encode())
    return digest.hexdigest()


def manifest_of(
    criteria: Criteria,
    *,
    parsed: str,
    ids: Sequence[str],
    generation: int,
    time: str,
    notices: list[Notice],
    sample: SampleInfo | None = None,
    added: Sequence[str] = (),
) -> Manifest:
    """Say what an export is a result of.

    Args:
        criteria: what was asked.
        parsed: the query as it was understood.
        ids: of all articles that were found.
        generation: of the state that answered.
        time: when that was made, ISO 8601.
        notices: what the reader should know.
        sample: how it was drawn; None where all was wanted.
        added: words of the best hits that count for the order of all.
    """
    span = criteria.span
    return Manifest(
        query=ManifestQuery(
            text=criteria.q,
            parsed=parsed,
            filters=criteria.filters(),
            match=criteria.match,
            in_=list(criteria.searched),
            from_=span.first.isoformat() if span.first else None,
            to=span.last.isoformat() if span.last else None,
            added=list(added) or None,
        ),
        sort=criteria.effective_sort,
        total=len(ids),
        generation=generation,
        time=time,
        notices=notices,
        sample=sample,
        ids_sha256=ids_sha256(ids),
        version=program_version(),
    )


def program_version() -> str:
    """Return the version of this program; empty where it was not installed."""
    try:
        return version_of("cuttings")
    except PackageNotFoundError:
        return ""
