"""Articles of an archive in a cluster, whose documents are made anew from what it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from indexer.cluster.cluster_documents import cluster_document
from indexer.cluster.versions import read_values, read_whole
from indexer.contract.aliases import Aliases
from indexer.contract.article import Article, Fingerprint
from indexer.contract.cluster.cluster_state import ClusterState
from indexer.contract.cluster.connection import Cluster
from indexer.contract.cluster.stored_articles import article_of_source
from indexer.contract.history import History, Moment
from indexer.contract.schema import FIRST_ID, HISTORY_COLUMNS
from indexer.syncing.known.renaming import called_now, changed_names


def document_anew(article: Article, source: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document of an article that is as it was in all that is not stored of it."""
    file = source["file"]
    history = None
    if source.get(HISTORY_COLUMNS[0]):
        added, added_in, changed, changed_in = (source[name] for name in HISTORY_COLUMNS)
        history = History(
            Moment(added, added_in), Moment(changed, changed_in), source.get(FIRST_ID, "")
        )
    fingerprint = Fingerprint(file["size"], file["mtime"], file["digest"])
    fields = cluster_document(article, fingerprint, history)
    if "related" in source:
        fields["related"] = source["related"]
    return fields


def renamed_in_cluster(
    cluster: Cluster, state: ClusterState, before: Aliases | None, now: Aliases
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the number of each article that is called by another name now, and its new document.

    Nothing but the provider's name changes in it.

    Args:
        cluster: that has the archive.
        state: its newest one.
        before: the aliases that are in force in it; None where that is not known.
        now: those that are to be.

    Raises:
        ClusterError: the cluster cannot be asked.
    """
    if before == now:
        return
    for source in read_whole(cluster, state, _concerned(cluster, state, before, now)):
        article = article_of_source(source)
        renamed = called_now(article, now)
        if renamed != article:
            yield source["number"], document_anew(renamed, source)


def _concerned(
    cluster: Cluster, state: ClusterState, before: Aliases | None, now: Aliases
) -> list[int]:
    """Return the numbers of articles whose providers may be called by another name."""
    changed = changed_names(before, now) if before is not None else set()
    domains = (
        now.domains.keys()
        if before is None
        else dict(now.domains.items() - before.domains.items()).keys()
    )
    known: dict[str, bool] = {}
    numbers = []
    for values in read_values(cluster, state, ("number", "provider_label", "domain")):
        if (label := values.get("provider_label", ("",))[0]) not in known:
            known[label] = before is None or label in changed or now.called(label) != label
        if known[label] or not domains.isdisjoint(values.get("domain", ())):
            numbers.append(values["number"][0])
    return numbers
