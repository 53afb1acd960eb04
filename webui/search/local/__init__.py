"""The backend over the index on this machine. All NumPy is in here, and all access to the index."""
