"""A folder → the files in it that may be articles.

Not what is in the files.
"""
