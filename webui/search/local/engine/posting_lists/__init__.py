"""The postings of one segment as arrays: mapped where they are plain, decoded where not.

Executes nothing.
"""
