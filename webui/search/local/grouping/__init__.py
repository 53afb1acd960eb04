"""Which articles are one story, and hits folded by story."""
