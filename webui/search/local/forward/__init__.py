"""The forward index: the words of each document, in order, decoded once from the postings.

Knows no queries.
"""
