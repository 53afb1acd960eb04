"""The server round the application: sockets, connections, worker processes, and how they end.

Answers no question itself, except whether it is alive.
"""
