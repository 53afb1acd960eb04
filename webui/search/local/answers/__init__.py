"""One question after the other, answered from a snapshot: documents → results.

Not how documents are found.
"""
