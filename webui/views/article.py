"""One article: its page, and the same as JSON."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from webui.formats.citations import citations
from webui.openapi.declaring import Operation, documented
from webui.page.trail import is_search, page_of, trail
from webui.search.backend import Backend
from webui.search.criteria.dates import today
from webui.search.results.article import ArticleDetail
from webui.views.http import criteria_of_request, found, html_response, json_response
from webui.views.missing import no_article

# So many of a story's articles are listed on an article's page, and so many others.
_STORY_ARTICLES = 10
_RELATED_ARTICLES = 10
_SIMILAR_ARTICLES = 5


def blueprint(backend: Backend) -> Blueprint:
    """Return the views of articles."""
    views = Blueprint("article", __name__)

    @views.get("/article/<path:article_id>")
    def page(article_id: str) -> Response:
        """Everything about one article."""
        criteria = criteria_of_request()
        with backend.searcher() as searcher:
            article = searcher.article(article_id)
            if article is None:
                return no_article(searcher, article_id, criteria.images)
            neighbours = searcher.neighbours(
                article_id, _STORY_ARTICLES, _SIMILAR_ARTICLES, _RELATED_ARTICLES
            )
            first_generation = searcher.first_generation
            search = searcher.find(criteria) if is_search(criteria) else None
            around = search.around(article_id) if search else None
            marked = search.highlights(article_id) if search else None
        came_from = criteria.changed(page=page_of(around.position, criteria.size) if around else 1)
        return html_response(
            render_template(
                "article.html",
                around=around,
                article=article,
                came_from=came_from,
                citations=citations(article, today()),
                criteria=criteria,
                late_since=first_generation,
                marked=marked,
                neighbours=neighbours,
                trail=trail(criteria, search.total) if search else None,
            )
        )

    @views.get("/api/articles/<path:article_id>")
    @documented(Operation("All that is known of an article", ArticleDetail))
    def answer(article_id: str) -> Response:
        """All that is known of an article, as JSON."""
        with backend.searcher() as searcher:
            return json_response(found(searcher.article(article_id)))

    return views
