"""Answers that were given before: who has one is told that it holds, others are given it again.

Makes none.
"""
