"""The values of fields, document by document → their postings as arrays.

Knows no files.
"""
