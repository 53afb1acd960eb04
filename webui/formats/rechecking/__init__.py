"""An export comes back: which articles it holds, and what its search finds now.

Not how either is found.
"""
