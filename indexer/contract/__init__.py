"""What the writer and the reader agree on: article, schema, terms, opening, errors, settings.

Nothing that only one of them needs.
"""
