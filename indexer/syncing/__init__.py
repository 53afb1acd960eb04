"""The folder against the index: what changed is read, and handed on to be committed.

Not what an article is.
"""
