"""Results as frames of pandas, for notebooks and scripts.

Asks no backend.
"""
