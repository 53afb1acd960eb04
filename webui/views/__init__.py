"""One module a subject, thin: criteria in, a page, JSON or a table out.

Sees ids and results, never documents.
"""
