"""Where an article was, and is no more."""

from __future__ import annotations

import re

from flask import Response, render_template

from webui.search.backend import Searcher
from webui.search.criteria.criteria import Criteria
from webui.views.http import NO_ARTICLE, html_response

_WORD = re.compile(r"[^\W_]+")


def no_article(searcher: Searcher, article_id: str, images: bool) -> Response:
    """Say that there is no such article, and offer a search for the words of its id.

    Args:
        searcher: in which there is none.
        article_id: of which.
        images: whether the search is to show pictures.
    """
    # In lower case none of them is an operator.
    words = " ".join(_WORD.findall(article_id.rpartition("/")[2])).lower()
    criteria = Criteria(q=words, match="any", images=images)
    total = searcher.find(criteria, relax=False).total if words else 0
    response = html_response(
        render_template(
            "errors/no_article.html", criteria=criteria, message=NO_ARTICLE, total=total
        )
    )
    response.status_code = 404
    return response
