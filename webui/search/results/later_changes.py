"""What became of a result since a state of the archive, as types that become JSON."""

from __future__ import annotations

from webui.search.results.base import ArticleRef, Result


class ChangesSince(Result):
    """Hits of now that came into the archive after a ``generation``, or whose files changed.

    ``came`` and ``changed`` count them, each of them once; what is listed are the newest of
    either. What went meanwhile is in no archive.
    """

    generation: int
    came: int
    changed: int
    listed_came: list[ArticleRef]
    listed_changed: list[ArticleRef]
