"""Ordinary front matter, read by regular expressions: many times faster, or not at all.

Never says what is wrong.
"""
