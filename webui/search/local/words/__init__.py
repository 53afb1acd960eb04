"""The words of the index: which of them a pattern, a slip or a beginning may mean.

Not which documents have them.
"""
