"""What came into a search, in the formats that readers of feeds poll.

Neither what is in a feed nor where it is.
"""
