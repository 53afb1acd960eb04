"""What is answered about the index: the JSON of ``/api/status``, as a type."""

from __future__ import annotations

from webui.search.results.base import IndexState, Result


class Overview(Result):
    """The answer of ``/api/status``.

    ``first`` and ``last`` are the days of the oldest and the newest article.
    """

    index: IndexState
    first: str | None
    last: str | None
    undated: int
    providers: int
    topics: int
    stories: int
