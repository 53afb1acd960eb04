"""The query language: text → syntax tree, and never an error; what is marked of it.

Knows no index.
"""
