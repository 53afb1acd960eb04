"""The commands beside serve and search, one module each, thin: options in, text or JSON out.

Computes nothing.
"""
