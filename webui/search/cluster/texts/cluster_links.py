"""Which articles the ``related`` list of another one names."""

from __future__ import annotations

import numpy as np

from indexer.contract.cluster.stored_articles import signed, unpacked
from indexer.contract.codec.arrays import Digests, Ints
from webui.search.cluster.texts.asking import Searching

_AT_ONCE = 1000


def linked_numbers(searching: Searching, number: int) -> tuple[Ints, Ints]:
    """Return the articles that the list of one names, ascending, and the place of each in it.

    Args:
        searching: asks the state.
        number: of the article; it may be among those that are named.

    Raises:
        ValueError: its list makes no sense.
    """
    named = _named(searching, number)
    numbers, urls = list[int](), list[int]()
    for start in range(0, len(named), _AT_ONCE):
        some = [signed(digest) for digest in named[start : start + _AT_ONCE].tolist()]
        query = {"terms": {"link": some}}
        for hits in searching.pages(query, _AT_ONCE, _source=False, docvalue_fields=_VALUES):
            for hit in hits:
                numbers.append(int(hit["fields"]["number"][0]))
                urls.append(int(hit["fields"]["link"][0]))
    docs, first = np.unique(np.array(numbers, np.int64), return_index=True)
    links = np.array(urls, np.int64).view(np.uint64)[first]
    order = np.argsort(named, kind="stable")
    return docs, order[np.searchsorted(named[order], links)]


_VALUES = ("number", "link")


def _named(searching: Searching, number: int) -> Digests:
    """Return the digests of the addresses that an article names."""
    found = searching.search({"term": {"number": number}}, size=1, _source=["related"])
    packed = [hit["_source"].get("related") for hit in found["hits"]["hits"]]
    data = unpacked(packed[0]) if packed and packed[0] else b""
    return np.frombuffer(data, "<u8").astype(np.uint64)
