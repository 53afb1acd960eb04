"""What a segment holds once more as plain arrays, which are mapped and need no decoding.

Writes nothing.
"""
