"""What is told of all that a search found: article by article, by provider, and together.

Not a page of it.
"""
