"""The engines, one a file. All are libraries in this process."""
