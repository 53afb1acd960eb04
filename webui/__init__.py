"""The web layer: the command, the application and the server round it.

Not how anything is found.
"""
