"""The formulas of statistics: counts in, figures out.

Not what is counted.
"""
