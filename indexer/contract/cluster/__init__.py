"""What writer and reader of a cluster agree on: connection, names, mapping, terms, state.

Writes nothing, and asks nothing of articles.
"""
