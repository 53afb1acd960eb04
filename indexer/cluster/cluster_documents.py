"""Article → the fields of its document in a cluster."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from indexer.committing.fast_analysis import LONGEST_REMEMBERED, find_tokens, stem
from indexer.committing.signature import signature
from indexer.contract.analysis import accent_map
from indexer.contract.article import Article, Fingerprint, Provider
from indexer.contract.cluster.index_terms import DELIMITER, indexed_term
from indexer.contract.cluster.mapping import (
    LENGTH_SUFFIX,
    RUNNING_FIELDS,
    RUNNING_WORDS,
    VOCABULARY_SUFFIX,
    WHOLE_WEIGHTS,
)
from indexer.contract.cluster.stored_articles import microseconds, packed, signed, stored_source
from indexer.contract.history import History
from indexer.contract.schema import (
    FIRST_ID,
    HISTORY_COLUMNS,
    WORDS_SUFFIX,
    domain_terms,
    link_number,
    related_value,
)

_REMEMBERED = 2**17
_NO_BLANKS = re.compile(r"\S+")


class _Words(dict[str, tuple[str, str]]):
    """From tokens to the terms of their words and of their stems."""

    def __missing__(self, token: str) -> tuple[str, str]:
        word = token.lower().translate(accent_map())
        terms = indexed_term(word), indexed_term(stem(word))
        if len(self) < _REMEMBERED and len(token) <= LONGEST_REMEMBERED:
            self[token] = terms
        return terms


_WORDS = _Words()


def cluster_document(
    article: Article, fingerprint: Fingerprint, history: History | None = None
) -> dict[str, Any]:
    """Return what the document of an article holds that depends on nothing but the article.

    Number, generations and story are the commit's to add. Fields without a value are left out.

    Args:
        article: what it is of.
        fingerprint: of its file.
        history: of the article; not given where it is known to nobody.
    """
    fields: dict[str, Any] = {
        "id": indexed_term(article.id),
        "heat": article.heat,
        "curated": article.curated,
        "stored": stored_source(article),
        "file": {
            "size": fingerprint.size,
            "mtime": fingerprint.mtime,
            "digest": fingerprint.digest,
        },
        "signature": packed(signature(article)),
        **_texts(article),
    }
    if history is not None:
        fields.update(zip(HISTORY_COLUMNS, (*history.added, *history.changed), strict=True))
        if history.first_id:
            fields[FIRST_ID] = indexed_term(history.first_id)
    if article.topics:
        fields["topic_labels"] = [indexed_term(label) for label in article.topics]
    if article.type:
        fields["type"] = indexed_term(article.type)
    if article.provider is not None:
        fields.update(_of_provider(article.provider))
    if article.published is not None:
        fields["published"] = microseconds(article.published)
    if article.quality is not None:
        fields["quality"] = article.quality
    if article.web_url:
        fields["link"] = signed(link_number(article.web_url))
    if article.related:
        fields["related"] = packed(related_value(article.related))
    return fields


def _texts(article: Article) -> dict[str, Any]:
    """Return the fields in which words are looked for."""
    fields: dict[str, Any] = {}
    frequencies: Counter[str] = Counter()
    length = 0
    for name, texts in (
        ("title", (article.title,)),
        ("excerpt", (article.excerpt,)),
        ("topics", article.topics),
    ):
        # A label without a word leaves no gap between the others.
        passages = [terms for text in texts if (terms := _terms(text))]
        count = sum(map(len, passages))
        if not count:
            continue
        weight = WHOLE_WEIGHTS[name]
        fields[name] = _joined([stems for _, stems in each] for each in passages)
        fields[name + WORDS_SUFFIX] = _joined([words for words, _ in each] for each in passages)
        fields[name + LENGTH_SUFFIX] = count
        words = (word for each in passages for word, _ in each)
        fields[name + VOCABULARY_SUFFIX] = list(dict.fromkeys(words))
        for each in passages:
            for _, term in each:
                frequencies[term] += weight
        length += weight * count
    running = [fields.get(name + WORDS_SUFFIX, "") for name in RUNNING_FIELDS]
    if any(running):
        fields[RUNNING_WORDS] = packed("\n".join(running).encode())
    if frequencies:
        fields["all"] = " ".join(
            f"{term}{DELIMITER}{frequency}" for term, frequency in frequencies.items()
        )
    fields["length"] = length
    return fields


def _terms(text: str) -> Sequence[tuple[str, str]]:
    """Return the terms of the word and of the stem of each token of a text."""
    return [_WORDS[token] for token in find_tokens(text)]


def _joined(passages: Iterable[Sequence[str]]) -> str | list[str]:
    """Return the value of a field; each passage of several stands for itself."""
    texts = [" ".join(terms) for terms in passages]
    return texts[0] if len(texts) == 1 else texts


def _of_provider(provider: Provider) -> dict[str, Any]:
    fields: dict[str, Any] = {"provider_label": indexed_term(provider.label)}
    if provider.name and (terms := _terms(provider.name)):
        fields["provider"] = " ".join(word for word, _ in terms)
        words = dict.fromkeys(word for word, _ in terms)
        fields["provider" + VOCABULARY_SUFFIX] = list(words)
    # White space in what should be a domain parts it.
    parts = (part for term in domain_terms(provider.domain) for part in _NO_BLANKS.findall(term))
    if domain := list(dict.fromkeys(map(indexed_term, parts))):
        fields["domain"] = domain
    return fields
