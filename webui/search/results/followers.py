"""What is answered to who follows whom: the JSON of ``/api/followers``, as types."""

from __future__ import annotations

from pydantic import Field

from webui.search.results.base import (
    ArticleRef,
    IndexState,
    Notice,
    Result,
    StoryRef,
    is_none,
)
from webui.search.results.search import QueryEcho


class ProviderPair(Result):
    """Two providers over the stories that both report.

    ``provider`` was ``before`` the other in so many of the ``stories``, and ``after`` it in so
    many; the rest is ``neither``. It is the one that was more often before, or the first by
    name. ``share`` is ``before`` by ``stories``. ``lag_seconds`` is the median time after which
    the other followed where ``provider`` was before, ``lag_after_seconds`` the median the other
    way round; null where there is no such story. In ``by_day`` stories one of the two has a
    date only, and the lag is whole days; ``lag_by_day`` and ``lag_after_by_day`` say whether
    the median comes of such lags.
    """

    provider: str
    other: str
    stories: int
    before: int
    after: int
    neither: int
    share: float
    lag_seconds: int | None
    lag_by_day: bool
    lag_after_seconds: int | None
    lag_after_by_day: bool
    by_day: int


class SharedStory(Result):
    """A story that both of a pair report, with the first report of each.

    ``lag_seconds`` is how much later the ``other`` was, below 0 where it was before, 0 where
    neither was. Where ``by_day`` is true one of the two has a date only, and days are counted.
    """

    story: StoryRef
    provider: ArticleRef
    other: ArticleRef
    lag_seconds: int
    by_day: bool


class LeftOut(Result):
    """How many of the articles found that are in a story with others do not take part.

    Each is counted once: ``copies`` of other articles first, then those
    ``without_provider``, then those ``without_date``.
    """

    copies: int
    without_provider: int
    without_date: int


class Followers(Result):
    """The answer of ``/api/followers``.

    ``total`` counts the articles found, ``stories`` the stories that at least two providers
    report in them, ``pairs_total`` the pairs that share ``min_stories`` of these; of ``pairs``
    there may be less. Where two providers are asked for, ``shared`` are the stories that both
    report, in order of time, perhaps not all; otherwise it is not there.
    """

    query: QueryEcho
    total: int
    stories: int
    left_out: LeftOut
    min_stories: int
    pairs_total: int
    pairs: list[ProviderPair]
    shared: list[SharedStory] | None = Field(exclude_if=is_none)
    notices: list[Notice]
    index: IndexState
