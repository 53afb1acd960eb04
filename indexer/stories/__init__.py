"""Which articles report one event, from what they say and when: arrays in, arrays out.

Not how an index keeps them, and nothing of files.
"""
