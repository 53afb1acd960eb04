"""What a search string does: its clauses, the forms of its words, and what it may lack.

Not the hits themselves.
"""
