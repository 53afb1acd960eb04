"""One question after the other, answered from a snapshot: documents → results."""
