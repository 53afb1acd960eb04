"""Criteria → documents: what the query matches, and what the filters leave of it.

Not what is shown of them.
"""
