"""What is asked, from the parameters of a URL to one frozen object.

Not what it means to an index.
"""
