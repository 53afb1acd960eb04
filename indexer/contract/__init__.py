"""What the writer and the reader agree on.

This package is the contract between ``indexer`` and ``webui.search``: what an
article is, which Whoosh fields and columns hold it, how text becomes terms,
where the index lies and what can be wrong with it. The reader imports nothing
else from ``indexer``.
"""
