"""What is answered, as types that become JSON.

Neither how it was found nor where.
"""
