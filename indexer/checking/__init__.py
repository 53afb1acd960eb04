"""What is in the index, and whether it is whole.

Changes nothing.
"""
