"""A sample that people have coded comes back: what its columns say, and how far they agree.

Knows no index: which articles a search finds is asked elsewhere.
"""
