"""What is written of a segment once more as plain arrays, beside Whoosh's own files.

Encodes nothing for Whoosh.
"""
