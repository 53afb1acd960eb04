"""What templates need: addresses, controls, wording, the geometry of charts.

Knows no requests.
"""
