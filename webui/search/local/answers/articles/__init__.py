"""One article or one story, and what has to do with it.

Not what a search found.
"""
