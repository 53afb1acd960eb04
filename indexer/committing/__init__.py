"""Articles → one commit that is whole or nothing. Not which articles: that is syncing's matter."""
