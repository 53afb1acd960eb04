"""The backend over the index on this machine: all NumPy, and all access to the index.

Knows nothing of the web.
"""
