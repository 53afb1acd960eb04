"""What is saved or polled rather than looked at: files, written while they are sent, and feeds.

Not how their formats look.
"""
