"""Syncing again and again: what changed, when to sync, what is worth saying.

Not how to sync.
"""
