"""The write side: a folder of front-matter files becomes a Whoosh index, in one commit.

Nothing here answers a query.
"""
