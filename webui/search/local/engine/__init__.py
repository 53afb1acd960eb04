"""Executes Whoosh queries with NumPy, on any index that Whoosh has written.

Knows nothing of articles.

Whoosh walks through postings one by one, in Python. Here each segment's postings are
decoded into arrays once, kept in a cache, and a query tree is executed by whole arrays.
For example::

    index = whoosh.index.open_dir("index")
    lock = threading.RLock()
    engine = Engine(index.reader(), ByteCache(2**28), lambda: lock)
    matches = engine.execute(Term("title", "whoosh"))
"""

from webui.search.local.engine.cache import ByteCache
from webui.search.local.engine.engine import Engine, Matches
from webui.search.local.engine.position_queries import NearWords, OccursAtLeast
from webui.search.local.engine.queries import AnyWord, ColumnRange, CombinedTerm

__all__ = [
    "AnyWord",
    "ByteCache",
    "ColumnRange",
    "CombinedTerm",
    "Engine",
    "Matches",
    "NearWords",
    "OccursAtLeast",
]
