"""The views, thin: criteria in, a template or JSON out."""
