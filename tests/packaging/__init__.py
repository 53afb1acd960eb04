"""What is given to others: locked, installed from a wheel, and read again by later versions."""
