"""The read side: query text and filters become a page of results with facets.

Nothing here knows of Flask. The way in is :func:`webui.search.local.answers.search.search`;
``criteria`` is what it is asked, ``results`` what it answers.
"""
