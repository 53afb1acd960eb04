"""What Cuttings itself is: its query language and its API, for whoever reads about them.

Answers no search.
"""
