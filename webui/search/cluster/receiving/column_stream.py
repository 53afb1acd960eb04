"""The columns of articles, read from a cluster in bulk: one aggregation for very many of them.

As with ``matched_numbers`` each shard writes bytes; reading hits one by one takes fifty times as
long. Numbers come as a record of fixed size, texts one after the other, as many as it says.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from webui.search.cluster.searching.point_in_time import PointInTime
from webui.search.cluster.translating.dsl_clauses import Clause, all_of, between
from webui.search.deadlines.deadline import checkpoint

# Articles of one answer: some 200 bytes each while it is read.
AT_ONCE = 100_000

_NAME = "columns"
_TOPICS = "topics"
_FLAGS = "flags"
CURATED, HAS_FIRST_ID, HAS_PROVIDER, HAS_TYPE = 1, 2, 4, 8
"""Bits of ``flags``."""

NONE_32, NONE_64 = -(2**31), -(2**63)
"""Stand for no value."""

# Field and type of each number that every article or some have.
_NUMBERS = (
    ("number", "<i4"),
    ("from", "<i4"),
    ("story", "<i4"),
    ("copies", "<i4"),
    ("quality", "<i4"),
    ("heat", "<i4"),
    ("added_generation", "<i4"),
    ("changed_generation", "<i4"),
    ("published", "<i8"),
    ("added_time", "<i8"),
)
RECORD = np.dtype([*_NUMBERS, (_FLAGS, "<i4"), (_TOPICS, "<i4")])
"""What is known of an article beside its texts."""

_PLACES = {name: int(place[1]) for name, place in (RECORD.fields or {}).items()}


class Block(NamedTuple):
    """Some articles, in no order.

    Attributes:
        records: of :data:`RECORD`, shape (n,).
        ids, first_ids, providers, types: one text for each, empty where there is none.
        topics: the labels of each.
    """

    records: npt.NDArray[Any]
    ids: Sequence[str]
    first_ids: Sequence[str]
    providers: Sequence[str]
    types: Sequence[str]
    topics: Sequence[tuple[str, ...]]


def blocks(point: PointInTime, changed_since: int, end: int) -> Iterator[Block]:
    """Yield the articles of a state that came or changed after another one.

    Args:
        point: the state.
        changed_since: the generation of the other one; 0: all articles.
        end: above the numbers of all articles.

    Raises:
        GivenUpError: the deadline has passed.
        ClusterError: the cluster cannot be asked.
        ValueError, KeyError, TypeError: what it says makes no sense.
    """
    changed = between("from", gt=changed_since)
    if changed_since:
        found = point.search(changed, size=0)
        if found["hits"]["total"]["value"] <= AT_ONCE:
            yield from _read(point, changed)
            return
    for start in range(0, end, AT_ONCE):
        checkpoint()
        some = between("number", gte=start, lt=start + AT_ONCE)
        yield from _read(point, all_of([some, changed]) if changed_since else some)


def _read(point: PointInTime, clause: Clause) -> Iterator[Block]:
    aggregation = {_NAME: {"scripted_metric": _SCRIPTS}}
    answer = point.search({"bool": {"filter": [clause]}}, size=0, aggs=aggregation)
    made = [_block(part) for part in answer["aggregations"][_NAME]["value"] if part]
    if sum(len(each.records) for each in made) != answer["hits"]["total"]["value"]:
        raise ValueError("not all articles have come")
    yield from made


def _block(part: Mapping[str, Any]) -> Block:
    records = np.frombuffer(b64decode(part["numbers"], validate=True), RECORD)
    texts: Sequence[str] = part["texts"]
    flags = records[_FLAGS]
    counts = [
        np.ones(len(records), np.int64),
        *((flags & bit != 0).astype(np.int64) for bit in (HAS_FIRST_ID, HAS_PROVIDER, HAS_TYPE)),
        records[_TOPICS].astype(np.int64),
    ]
    ends = np.cumsum(sum(counts))
    if len(texts) != (int(ends[-1]) if len(ends) else 0):
        raise ValueError("texts are missing")
    # Where the texts of each kind begin, article by article.
    places = np.cumsum([ends - sum(counts), *counts[:-1]], axis=0)

    def each(kind: int) -> list[str]:
        """Return one text for each article, empty where it has none of this kind."""
        pairs = zip(places[kind].tolist(), counts[kind].tolist(), strict=True)
        return [texts[at] if has else "" for at, has in pairs]

    topics = [
        tuple(texts[at:end]) for at, end in zip(places[4].tolist(), ends.tolist(), strict=True)
    ]
    return Block(records, each(0), each(1), each(2), each(3), topics)


def _written(name: str, at: int, size: int) -> str:
    """Return the script that writes the number ``name`` of some bytes behind ``n``."""
    shifted = [f"{name} >> {8 * byte}" if byte else name for byte in range(size)]
    return " ".join(f"o[n + {at + byte}] = (byte) ({of});" for byte, of in enumerate(shifted))


def _read_number(field: str, place: int, type: str) -> str:
    none = "Long.MIN_VALUE" if type == "<i8" else "Integer.MIN_VALUE"
    offset, size = _PLACES[field], int(type[-1])
    return (
        f"def d{place} = doc['{field}']; "
        f"long v{place} = d{place}.size() == 0 ? (long) {none} : (long) d{place}.value; "
        + _written(f"v{place}", offset, size)
    )


def _text(field: str, bit: int) -> str:
    return (
        f"def t{bit} = doc['{field}']; "
        f"if (t{bit}.size() > 0) {{ flags |= {bit}; texts.add(t{bit}.value); }}"
    )


def _map_script() -> str:
    size = RECORD.itemsize
    numbers = "\n".join(
        _read_number(field, place, type) for place, (field, type) in enumerate(_NUMBERS)
    )
    texts = "\n".join(
        _text(field, bit)
        for field, bit in (
            ("first_id", HAS_FIRST_ID),
            ("provider_label", HAS_PROVIDER),
            ("type", HAS_TYPE),
        )
    )
    return f"""
int n = (int) state.n; byte[] o = (byte[]) state.o; List texts = (List) state.texts;
if (n + {size} > o.length) {{
  byte[] longer = new byte[2 * o.length]; System.arraycopy(o, 0, longer, 0, n);
  o = longer; state.o = o;
}}
{numbers}
int flags = 0;
def c = doc['curated']; if (c.size() > 0 && c.value) {{ flags |= {CURATED}; }}
texts.add(doc['id'].value);
{texts}
def labels = doc['topic_labels']; int count = labels.size(); texts.addAll(labels);
{_written("flags", _PLACES[_FLAGS], 4)}
{_written("count", _PLACES[_TOPICS], 4)}
state.n = n + {size};
"""


_SCRIPTS: Mapping[str, Any] = {
    "init_script": "state.n = 0; state.o = new byte[1024]; state.texts = new ArrayList();",
    "map_script": _map_script(),
    "combine_script": """
int n = (int) state.n; byte[] o = new byte[n]; System.arraycopy((byte[]) state.o, 0, o, 0, n);
return ['numbers': Base64.getEncoder().encodeToString(o), 'texts': state.texts];
""",
    "reduce_script": "return states;",
}
