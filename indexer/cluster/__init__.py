"""Articles → one commit in a cluster that is whole or nothing.

Not which articles: that is a matter of syncing.
"""
