"""How an index lies on disk, read in bulk: the formats of Whoosh's own codec, ``whoosh3``.

The engine reads searches' postings and columns through this package, the indexer the
segments that it merges.
"""
