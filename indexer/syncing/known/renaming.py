"""The articles of an index that other aliases call by another name, made anew from what it holds.

Their files need not be read for it, and may be broken by now.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from indexer.committing.documents import document
from indexer.contract.aliases import Aliases, decoded_name
from indexer.contract.article import Article, Fingerprint, Provider, article_from_stored
from indexer.contract.codec.arrays import Ints
from indexer.contract.codec.column_decoding import read_bytes, read_numbers
from indexer.contract.history import History, Moment, read_first_ids, read_histories
from indexer.contract.opening import opened_index


def renamed_documents(
    path: Path, before: Aliases | None, now: Aliases
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the number of each article that is called by another name now, and its new document.

    Nothing but the provider's name changes in a document. When the article last changed is what
    it was, since its file has not changed.

    Args:
        path: of the index.
        before: the aliases that are in force in it; None where that is not known.
        now: those that are to be.

    Raises:
        IndexStateError: see ``opened_index``.
    """
    if before == now:
        return
    with opened_index(path) as opened:
        for reader, base in opened.reader.leaf_readers() if opened.reader.doc_count_all() else ():
            docs = _concerned(reader, before, now)
            if len(docs):
                yield from ((base + doc, fields) for doc, fields in _renamed(reader, docs, now))


def _concerned(reader: Any, before: Aliases | None, now: Aliases) -> Ints:
    """Return the live documents of a segment whose providers may be called by another name."""
    concerned = np.ones(reader.doc_count_all(), np.bool_)
    if before is not None and reader.has_column("provider_label"):
        values, which = read_bytes(reader, "provider_label").numbered()
        changed = changed_names(before, now)
        labels = (value.decode() for value in values)
        renamed = [label in changed or now.called(label) != label for label in labels]
        concerned = np.array(renamed, np.bool_)[which]
        for domain, _ in now.domains.items() - before.domains.items():
            if ("domain", domain) in reader:
                concerned[list(reader.postings("domain", domain).all_ids())] = True
    concerned[list(reader.segment().deleted_docs())] = False
    docs: Ints = np.flatnonzero(concerned)
    return docs


def changed_names(before: Aliases, now: Aliases) -> set[str]:
    """Return what providers are called of which some may be called otherwise now."""
    changed = {name for name, _ in set(before.entries) - set(now.entries)}
    # One that goes by its domain may have a name that is a spelling now.
    if now.folded - before.folded:
        changed.update(before.domains.values())
    return changed


def _renamed(reader: Any, docs: Ints, now: Aliases) -> Iterator[tuple[int, dict[str, Any]]]:
    columns: _Columns | None = None
    for doc in docs.tolist():
        stored = reader.stored_fields(doc)
        if "rest" not in stored:
            # Another program has added it: its file, if it has one, is read anyway.
            continue
        article = article_from_stored(stored)
        renamed = called_now(article, now)
        if renamed != article:
            columns = columns or _Columns(reader)
            yield doc, columns.document(doc, renamed)


def called_now(article: Article, now: Aliases) -> Article:
    """Return an article that was read from an index, its provider called what the aliases say."""
    if article.provider is None:
        return article
    own = article.provider.as_in_file
    # An index of a version that did not decode them holds names with escapes.
    provider = now.applied(Provider(decoded_name(own.name), own.domain))
    return article if provider == article.provider else replace(article, provider=provider)


class _Columns:
    """What of a document does not follow from what is stored of it."""

    def __init__(self, reader: Any) -> None:
        self._sizes = read_numbers(reader, "file_size")
        self._mtimes = read_numbers(reader, "file_mtime")
        self._digests = read_bytes(reader, "file_digest")
        self._related = read_bytes(reader, "related")
        self._histories = read_histories(reader)
        self._first_ids = read_first_ids(reader)

    def document(self, doc: int, article: Any) -> dict[str, Any]:
        """Return the document of an article that is called otherwise and as it was in all else."""
        fingerprint = Fingerprint(
            int(self._sizes[doc]), int(self._mtimes[doc]), self._digests[doc].hex()
        )
        added, added_in, changed, changed_in = self._histories[doc].tolist()
        first_id = self._first_ids[doc].decode()
        moments = Moment(added, added_in), Moment(changed, changed_in)
        known = History(*moments, first_id) if added else None
        fields = document(article, fingerprint, known)
        if related := self._related[doc]:
            fields["related"] = related
        return fields
