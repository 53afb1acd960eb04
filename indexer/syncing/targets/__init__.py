"""What a sync needs of an archive that it writes to, wherever that is kept.

Not what is written to it.
"""
