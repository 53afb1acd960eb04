"""The order of what was found by any of its words: what the best hits say counts, too.

Neither what is found nor how many.
"""
