"""Searches that are kept in files, as pages and as JSON.

Not what is new in them.
"""
