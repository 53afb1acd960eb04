"""One committed state of the index, open, and who keeps it open for how long.

Answers no question.
"""
