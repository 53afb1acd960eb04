"""What stands in long tables and lists as it is written: templates put it between tags.

Not what it says, nor how a page is laid out.
"""
