"""What is saved rather than looked at: files, written while they are sent.

Not how their formats look.
"""
