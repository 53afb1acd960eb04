"""What comes back in bulk: numbers and scores of what is found, and the columns of a state.

Does not know what was searched.
"""
