"""Whole segments, written at once: documents or other segments in, one file out.

Whoosh's own writer handles posting after posting, in Python. Here the postings of a field
are arrays until they are written; what is written is Whoosh's own format, so that any
Whoosh program can read it. Nothing here knows what an article is.
"""
