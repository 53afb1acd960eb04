"""Any front matter, read through PyYAML: slowly, with the place of every mistake.

Not what the fields mean.
"""
