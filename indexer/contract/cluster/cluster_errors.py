"""What can be wrong with a cluster, as errors of the one tree, and what its answers mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from indexer.contract.errors import (
    IndexDamagedError,
    IndexLockedError,
    IndexStateError,
    IndexUnreadableError,
    NoIndexError,
    SchemaVersionError,
)

_IN_THE_LOG = "The log of the server says what was found."
_CHECK = "look at it with: python -m indexer check"

# As much of what a cluster says as helps anybody.
_MOST_CHARACTERS = 300

_BUSY = frozenset({429, 502, 503, 504})


class ClusterError(IndexUnreadableError):
    """The cluster could not be asked, or did not answer; what it holds may well be whole.

    Attributes:
        status: of HTTP; None where there was no answer.
        kind: what OpenSearch calls the error, as ``cluster_block_exception``; empty if nothing.
        passing: whether it may be otherwise in a moment.
    """

    def __init__(
        self,
        cluster: str,
        message: str,
        *,
        status: int | None = None,
        kind: str = "",
        passing: bool = False,
    ) -> None:
        IndexStateError.__init__(
            self,
            Path(cluster),
            message,
            f"The cluster cannot be asked; what it holds may be whole. {_IN_THE_LOG}",
        )
        self.status, self.kind, self.passing = status, kind, passing


class ClusterMissingError(ClusterError):
    """An index, a document or a point in time is not there (404)."""


class ClusterConflictError(ClusterError):
    """Somebody else has written meanwhile (409)."""


class ClusterDamagedError(IndexDamagedError):
    """What the cluster holds contradicts itself."""

    def __init__(self, cluster: str, detail: str) -> None:
        IndexStateError.__init__(
            self,
            Path(cluster),
            f"The archive “{cluster}” in the cluster is damaged ({detail}). "
            "Mend it with: python -m indexer rebuild ARTICLES",
            "The archive in the cluster is damaged. "
            f"Mend it with python -m indexer rebuild ARTICLES. {_IN_THE_LOG}",
        )
        self.detail = detail


class NoClusterIndexError(NoIndexError):
    """There is no archive of this name in the cluster yet."""

    def __init__(self, cluster: str) -> None:
        message = (
            f"There is no archive “{cluster}” in the cluster yet. "
            "Make one with: python -m indexer sync ARTICLES"
        )
        IndexStateError.__init__(self, Path(cluster), message, message)


class ClusterSchemaError(SchemaVersionError):
    """An index in the cluster was written by another version of Cuttings, or is not one of its."""

    def __init__(self, cluster: str, index: str) -> None:
        IndexStateError.__init__(
            self,
            Path(cluster),
            f"The index {index} in the cluster was written with another schema version, or by "
            "another program. If it is Cuttings', write it anew with: python -m indexer rebuild "
            "ARTICLES; if not, set another CUTTINGS_OPENSEARCH_INDEX.",
            "The archive in the cluster was written with another schema version. "
            f"Write it anew with python -m indexer rebuild ARTICLES. {_IN_THE_LOG}",
        )


class ClusterLockedError(IndexLockedError):
    """Another sync is writing to the archive, or has taken over."""

    def __init__(self, cluster: str, owner: str = "") -> None:
        by = f" ({owner})" if owner else ""
        self.seen = f"Another sync is running on the archive “{cluster}” in the cluster{by}"
        wait = "Wait until it is done, then run this again."
        IndexStateError.__init__(
            self, Path(cluster), f"{self.seen}. {wait}", f"Another sync is running. {wait}"
        )


@contextmanager
def understanding(cluster: str) -> Iterator[None]:
    """Turn what comes of reading answers that make no sense into an error that says so.

    Args:
        cluster: name of the archive.

    Raises:
        ClusterDamagedError: an answer is not made as those of OpenSearch are.
    """
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        said = shortened(f"{type(error).__name__}: {error}")
        raise ClusterDamagedError(cluster, f"an answer makes no sense: {said}") from error


def error_of_answer(cluster: str, address: str, status: int, answer: Any) -> ClusterError:
    """Return the error that an answer of a cluster means, with what to do about it.

    Args:
        cluster: name of the archive.
        address: of the cluster.
        status: of HTTP, 400 or more.
        answer: what was said, decoded from JSON if it was JSON.
    """
    kind, reason = kind_and_reason(answer)
    said = shortened(reason or kind)
    at = f"The cluster at {address}"
    passing = (
        status in _BUSY
        or (status == 500 and _is_of_a_node(answer))
        or (status in (400, 500) and _is_of_a_moved_shard(answer))
    )
    if status == 401:
        message = (
            f"{at} does not let this user in. "
            "Set CUTTINGS_OPENSEARCH_USER and CUTTINGS_OPENSEARCH_PASSWORD."
        )
    elif kind.endswith("block_exception") and "disk usage" in reason:
        passing = False
        message = (
            f"{at} takes no changes, as a disk of it is nearly full ({said}). "
            "What is there can be read. Make room, then run this again."
        )
    elif kind.endswith("block_exception") and status == 403:
        message = (
            f"{at} refuses it by a block ({said}). "
            "Take the block off (index.blocks, cluster.blocks), then run this again."
        )
    elif status == 403:
        message = f"{at} does not allow this user what is needed ({said}). Give it the permission."
    elif status == 404:
        message = f"{at} does not have what was asked for ({said}). It may be whole: {_CHECK}"
    elif status == 409:
        message = f"Somebody else has written to the cluster at {address} meanwhile ({said})."
    elif status == 413:
        message = (
            f"{at} takes no requests of this size ({said}). "
            "Raise http.max_content_length of its nodes, or of what stands before it."
        )
    elif passing:
        message = (
            f"{at} cannot answer for now ({said}). Its index may be whole: try again. "
            f"If it stays so, {_CHECK}"
        )
    else:
        message = f"{at} refused a request ({status}: {said}). If it stays so, {_CHECK}"
    types = {404: ClusterMissingError, 409: ClusterConflictError}
    made = types.get(status, ClusterError)
    return made(cluster, message, status=status, kind=kind, passing=passing)


def kind_and_reason(answer: Any) -> tuple[str, str]:
    """Return the type and the reason of an error, from an answer or from an item of a bulk."""
    error = answer.get("error") if isinstance(answer, Mapping) else answer
    if not isinstance(error, Mapping):
        return "", str(error or "")
    roots = error.get("root_cause")
    root = roots[0] if isinstance(roots, list) and roots else None
    root = root if isinstance(root, Mapping) else error
    kind = str(root.get("type") or error.get("type") or "")
    return kind, str(root.get("reason") or error.get("reason") or "")


def shortened(text: str) -> str:
    """Return so much of what a cluster says as helps, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _MOST_CHARACTERS else f"{line[:_MOST_CHARACTERS]}…"


def _is_of_a_moved_shard(answer: Any) -> bool:
    """Whether a node has given a shard to another one, and closed what read it.

    A point in time that was opened on it finds no words any more, and OpenSearch blames the
    query (400). See https://github.com/opensearch-project/OpenSearch, ``IndexService.close``.
    """
    left = [answer]
    while left:
        part = left.pop()
        if isinstance(part, Mapping):
            if part.get("type") == "already_closed_exception":
                return True
            left += part.values()
        elif isinstance(part, list):
            left += part
    return False


def _is_of_a_node(answer: Any) -> bool:
    """Whether an error came of a node that went away, of the time, or of too much at once."""
    said = str(answer)
    signs = ("node_", "no node found for id", "Time exceeded", "task_cancelled", "transport_")
    return any(sign in said for sign in signs)
