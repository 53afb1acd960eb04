"""Hints at what may be meant otherwise by the text of a query, from its parts as one sees them.

Makes no syntax tree.
"""
