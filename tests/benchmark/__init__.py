"""The benchmark: Cuttings beside other engines, the same articles and the same questions.

``make bench`` runs it; ``docs/performance.md`` keeps what it measured.
"""
