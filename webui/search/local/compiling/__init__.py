"""Syntax tree → Whoosh query over the fields of the index.

Executes nothing.
"""
