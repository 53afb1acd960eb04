"""The bytes of a file → its article, or where and why it is none.

Touches no disk and no index.
"""
