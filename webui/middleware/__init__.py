"""What happens to every request and response, whatever it is about.

Knows no search.
"""
