"""What is said of a run: causes, counts, progress. Knows nothing of how it came about."""
