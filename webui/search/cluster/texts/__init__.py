"""What is asked of words and texts, beside searches: vocabularies, frequencies, distinctive words.

Not which articles a query finds.
"""
