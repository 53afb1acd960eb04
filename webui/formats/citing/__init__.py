"""Citations beyond that of one article: of many, of a search, and those that programs find.

Not what is cited of an article.
"""
