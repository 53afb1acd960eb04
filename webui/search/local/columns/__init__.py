"""One value per document, as arrays: what facets count, filters select and sorts compare.

Knows no queries.
"""
