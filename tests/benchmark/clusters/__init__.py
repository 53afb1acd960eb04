"""Measures an archive in a cluster, beside the one on this machine: ``make bench-cluster``."""
