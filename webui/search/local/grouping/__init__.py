"""Which documents are one story, and hits folded and providers compared by story.

Not how a story is told.
"""
