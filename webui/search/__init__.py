"""The read side: criteria in, results out, whichever backend answers.

Knows nothing of Flask.
"""
