"""Whether an article came into the index long after it was published."""

from __future__ import annotations

from datetime import datetime, timedelta

from webui.search.results.article import ArticleDetail
from webui.search.results.search import Hit

# An importer that runs every day is not late.
_LATE = timedelta(hours=48)


def came_late(article: Hit | ArticleDetail, first_generation: int | None) -> bool:
    """Whether an article was first indexed more than 48 hours after it was published.

    Args:
        article: a hit, or one with all that is known of it.
        first_generation: of the first import, of which nothing is late: it brings what was
            published before there was an index. None: nothing is said to be late.
    """
    if first_generation is None or article.added is None or article.published is None:
        return False
    if article.added_generation is None or article.added_generation <= first_generation:
        return False
    published, added = map(datetime.fromisoformat, (article.published, article.added))
    return added - published > _LATE
