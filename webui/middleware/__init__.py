"""What happens to every request and response, whatever it is about."""
