"""All that a search found, to leave the program whole: one record after the other, and what of.

Not one page of it.
"""
