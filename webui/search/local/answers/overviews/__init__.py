"""Many articles at once: who published them, when, how many, and who else did.

Not one hit after the other.
"""
