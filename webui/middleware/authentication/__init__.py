"""Who may read: a password and tokens, if there are any, and who reaches the server.

Keeps neither, but what they are checked by.
"""
