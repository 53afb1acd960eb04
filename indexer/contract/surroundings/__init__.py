"""What is around an archive: processors, memory, the disk, addresses in the web.

Knows no index.
"""
