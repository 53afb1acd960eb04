"""How long work may go on, and for whom; what is made for all outlasts who asks for it.

Not what the work is.
"""
