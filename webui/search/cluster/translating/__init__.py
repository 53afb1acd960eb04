"""Whoosh query → query of OpenSearch, and the conditions on places that it cannot tell.

Asks nobody.
"""
