"""The backend over the index on this machine, and the searcher over any snapshot.

Knows nothing of the web.
"""
