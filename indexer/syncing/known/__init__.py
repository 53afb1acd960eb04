"""What an index knows of its articles and of their files, as a sync needs it.

Nothing of what is in the folder by now.
"""
