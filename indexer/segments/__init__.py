"""Whole segments, written at once: documents or other segments in, one file out.

Knows no articles and no commits.
"""
