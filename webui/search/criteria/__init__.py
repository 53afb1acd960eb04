"""What is asked, from the parameters of a URL to one frozen object. Knows no index."""
