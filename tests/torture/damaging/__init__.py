"""Damage of an index's files, and what a server is asked about it."""
