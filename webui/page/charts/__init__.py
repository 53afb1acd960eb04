"""The geometry of charts: counts over time → bars, lines and cells, where each stands on a page.

Not what is counted, nor how it is drawn.
"""
