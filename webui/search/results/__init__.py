"""What is answered, as types that become JSON. Knows neither how it was found nor where."""
