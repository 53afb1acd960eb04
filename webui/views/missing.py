"""Where an article was, and is no more."""

from __future__ import annotations

import re

from flask import Response, render_template

from webui.search.criteria.criteria import Criteria
from webui.search.local.finding.find import count
from webui.search.local.snapshot.snapshot import Snapshot
from webui.views.http import html_response

NO_ARTICLE = "There is no article with this id in the index. It may have been withdrawn."

_WORD = re.compile(r"[^\W_]+")


def no_article(snapshot: Snapshot, article_id: str, images: bool) -> Response:
    """Say that there is no such article, and offer a search for the words of its id.

    Args:
        snapshot: in which there is none.
        article_id: of which.
        images: whether the search is to show pictures.
    """
    # In lower case none of them is an operator.
    words = " ".join(_WORD.findall(article_id.rpartition("/")[2])).lower()
    criteria = Criteria(q=words, match="any", images=images)
    total = count(snapshot, criteria) if words else 0
    response = html_response(
        render_template("no_article.html", criteria=criteria, message=NO_ARTICLE, total=total)
    )
    response.status_code = 404
    return response
