"""The state of the archive and of the server, for people and for programs that watch it.

Answers no search.
"""
