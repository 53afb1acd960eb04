"""How an index lies on disk, read in bulk: the formats of Whoosh's own codec, ``whoosh3``.

Writes nothing.
"""
