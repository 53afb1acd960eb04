"""Files that strangers made to be slow, to crash, or to be read in two ways."""
