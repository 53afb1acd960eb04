"""Which documents are one story, and hits folded by story.

Not how a story is told.
"""
