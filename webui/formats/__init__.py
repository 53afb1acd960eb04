"""Results in the formats of other programs and of print.

Knows no requests and no pages.
"""
