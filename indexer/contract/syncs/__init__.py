"""When the last sync ended and what it did, beside the index.

Nothing in the index depends on it.
"""
