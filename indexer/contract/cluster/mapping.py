"""The fields of an article in a cluster, and how they are indexed.

A version of an article is one document; it is part of the states from ``from`` on, before
``until``. Texts come as terms, joined by blanks, so that no analyzer of the cluster has a say.
Change anything here and :data:`CLUSTER_SCHEMA` must grow.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from indexer.contract.cluster.cluster_errors import ClusterSchemaError, understanding
from indexer.contract.cluster.connection import Cluster
from indexer.contract.cluster.index_terms import DELIMITER
from indexer.contract.schema import PASSAGE_GAP, SEARCHED_FIELDS, WORDS_SUFFIX

CLUSTER_SCHEMA = 1

CURRENT = 2**31 - 1
"""Value of ``until`` as long as a version of an article is the newest one."""

WHOLE_SCALE = 4
"""How many times a weight counts in ``all``, where frequencies are whole numbers."""

WHOLE_WEIGHTS = {"title": 8, "excerpt": 4, "topics": 1}
"""How often a word of a field counts in ``all`` and in ``length``: its weight, times four."""

VOCABULARY_SUFFIX, LENGTH_SUFFIX = "_vocabulary", "_length"

RUNNING_WORDS = "running_words"
"""Field of the words of :data:`RUNNING_FIELDS` in UTF-8, joined by blanks, a line for each."""

RUNNING_FIELDS = ("title", "excerpt")

K1, B = 1.2, 0.75

_SCHEMA = "cuttings_schema"
_TOKENS, _FREQUENCIES = "tokens", "frequencies"
_WHOLE = "whole"


def _text(*, norms: bool) -> dict[str, Any]:
    return {
        "type": "text",
        "analyzer": _TOKENS,
        "norms": norms,
        "position_increment_gap": PASSAGE_GAP,
    }


def _value(type: str) -> dict[str, Any]:
    """Return a field that is never searched: its values are read in bulk."""
    return {"type": type, "index": False, "doc_values": True}


_KEPT: dict[str, Any] = {"type": "object", "enabled": False}

FIELDS: Mapping[str, Any] = {
    "number": {"type": "integer"},
    "from": {"type": "integer"},
    "until": {"type": "integer"},
    "id": {"type": "keyword"},
    "first_id": {"type": "keyword"},
    # -- searched: stems, words as they are written, and all fields as one -------------
    **{name: _text(norms=True) for name in SEARCHED_FIELDS},
    **{name + WORDS_SUFFIX: _text(norms=False) for name in SEARCHED_FIELDS},
    "all": {
        "type": "text",
        "analyzer": _FREQUENCIES,
        "search_analyzer": _TOKENS,
        "index_options": "freqs",
        "similarity": _WHOLE,
    },
    "length": {"type": "integer"},
    **{name + LENGTH_SUFFIX: _value("integer") for name in SEARCHED_FIELDS},
    **{name + VOCABULARY_SUFFIX: _value("keyword") for name in (*SEARCHED_FIELDS, "provider")},
    # Read in bulk, without what else is kept of an article.
    RUNNING_WORDS: {"type": "binary", "doc_values": True},
    # -- filters, sorts and facets -----------------------------------------------------
    "provider": _text(norms=False),
    "domain": {"type": "keyword"},
    "type": {"type": "keyword"},
    "provider_label": {"type": "keyword"},
    "topic_labels": {"type": "keyword"},
    # Microseconds since 1970.
    "published": {"type": "long"},
    "quality": {"type": "integer"},
    "heat": {"type": "integer"},
    "curated": {"type": "boolean"},
    "added_time": {"type": "long"},
    "added_generation": {"type": "integer"},
    "changed_time": {"type": "long"},
    "changed_generation": {"type": "integer"},
    # -- related articles, stories -----------------------------------------------------
    "link": {"type": "long"},
    "story": {"type": "integer"},
    "copies": {"type": "integer"},
    # -- kept: what is shown; what sync knows of the file; what stories are found from -----
    "stored": _KEPT,
    "related": _KEPT,
    "file": {
        "properties": {
            "size": _value("long"),
            "mtime": _value("long"),
            "digest": _value("keyword"),
        }
    },
    "signature": {"type": "binary", "doc_values": True},
}


def article_index_body(shards: int, replicas: int) -> dict[str, Any]:
    """Return settings and mapping of a new index of articles."""
    return {
        "settings": {
            "number_of_shards": shards,
            "number_of_replicas": replicas,
            # Nothing is seen before the commit, which refreshes.
            "refresh_interval": "-1",
            # Words near a long word are one long expression.
            "max_regex_length": 100_000,
            "similarity": {
                "default": {"type": "BM25", "k1": K1, "b": B},
                # Where all frequencies are so many times as great, this leaves their shares alone.
                _WHOLE: {"type": "BM25", "k1": WHOLE_SCALE * K1, "b": B},
            },
            "analysis": {
                # Others split at more than the blank, and cut what is long.
                "tokenizer": {"blanks": {"type": "simple_pattern_split", "pattern": " "}},
                "filter": {"counted": {"type": "delimited_term_freq", "delimiter": DELIMITER}},
                "analyzer": {
                    _TOKENS: {"type": "custom", "tokenizer": "blanks"},
                    _FREQUENCIES: {
                        "type": "custom",
                        "tokenizer": "blanks",
                        "filter": ["counted"],
                    },
                },
            },
        },
        "mappings": {
            "dynamic": "strict",
            "_meta": {_SCHEMA: CLUSTER_SCHEMA},
            "properties": dict(FIELDS),
        },
    }


def state_index_body(replicas: int) -> dict[str, Any]:
    """Return settings and mapping of the index of an archive's state."""
    return {
        "settings": {"number_of_shards": 1, "number_of_replicas": replicas},
        "mappings": {"dynamic": False, "_meta": {_SCHEMA: CLUSTER_SCHEMA}},
    }


def check_mapping(cluster: Cluster, index: str, *, any_version: bool = False) -> None:
    """Look whether an index is one of ours, of this version.

    Args:
        cluster: that has it.
        index: its name.
        any_version: whether one of another version will do.

    Raises:
        ClusterSchemaError: it is not.
        ClusterError: the cluster cannot be asked, or does not have it.
    """
    answer = cluster.request("GET", f"/{index}/_mapping")
    with understanding(cluster.name):
        version = answer.get(index, {}).get("mappings", {}).get("_meta", {}).get(_SCHEMA)
    if version is None or not (any_version or version == CLUSTER_SCHEMA):
        raise ClusterSchemaError(cluster.name, index)
