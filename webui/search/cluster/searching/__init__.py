"""One state, asked at a point in time: whole answers, or an error that says why.

Not what is asked.
"""
