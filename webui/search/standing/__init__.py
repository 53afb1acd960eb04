"""Standing searches: their files, what is new in each, and its delivery.

Not how anything is found.
"""
