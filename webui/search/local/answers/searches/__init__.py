"""What was found, one article after the other: in which order, and what is shown of each.

Not how many there are of what.
"""
