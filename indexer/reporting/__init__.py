"""What is said of a run: causes, counts, progress.

Not how it came about.
"""
