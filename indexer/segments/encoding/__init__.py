"""Arrays → the bytes of a segment's file, and the postings of a stored one back to arrays.

Knows no texts.
"""
