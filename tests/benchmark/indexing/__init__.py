"""The benchmark of indexing: Cuttings beside other ways of getting the same files into an index.

``python -m tests.benchmark.indexing.bench`` compares, ``….year`` imports for a year,
``….million`` watches the memory of a large first sync; ``docs/performance.md`` keeps
what they measured.
"""
