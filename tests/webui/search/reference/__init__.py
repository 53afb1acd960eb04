"""A backend by plain loops over a list of articles: the fake for pages, the oracle for others.

It says what must hold and not how to be quick: no index, no NumPy. It shares with every
backend what stands before the seam (criteria, the text → tree step of the query language,
highlighting) and behind it (results), and has nothing of ``webui.search.local``.
"""
