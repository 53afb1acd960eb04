"""A story: its page, and the same as JSON."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response as BaseResponse

from webui.openapi.declaring import Operation, documented
from webui.page.addresses import story_url
from webui.page.firsts import first_two, lag, leading
from webui.page.trail import is_search, trail
from webui.search.backend import Backend
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.dates import today
from webui.search.criteria.described import STORY
from webui.search.criteria.parameters import once, read_flag
from webui.search.criteria.reading import parse_criteria
from webui.search.results.story import StoryArticle, StoryDetail
from webui.views.http import found, html_response, json_response, parameters_of_request
from webui.views.missing import no_article

# So many providers are seen above the articles; a few more are no reason to fold them.
_PROVIDERS = 10
_FEW_MORE = 2


def blueprint(backend: Backend) -> Blueprint:
    """Return the views of stories.

    A story goes by the id of one of its articles; whoever asks by another one is sent there.
    """
    views = Blueprint("story", __name__)

    @views.get("/story/<path:article_id>")
    def page(article_id: str) -> BaseResponse:
        """All articles of a story, or those that a search finds, in order of time."""
        criteria, whole = _asked()
        with backend.searcher() as searcher:
            id = searcher.story_id(article_id)
            if id is None:
                return no_article(searcher, article_id, criteria.images)
            if id != article_id:
                return _elsewhere(story_url(id, criteria, whole=whole))
            story = found(searcher.story(id, criteria, whole=whole))
            total = searcher.find(criteria).total if is_search(criteria) else None
        listed = {article.id for article in story.articles}
        reports = [article for article in story.articles if article.copy_of not in listed]
        copies: dict[str | None, list[StoryArticle]] = {}
        for article in story.articles:
            copies.setdefault(article.copy_of, []).append(article)
        seen = _PROVIDERS if len(story.by_provider) > _PROVIDERS + _FEW_MORE else None
        return html_response(
            render_template(
                "story.html",
                story=story,
                copies=copies,
                criteria=criteria,
                firsts=first_two(story.by_provider),
                lag=lag,
                leading=leading(story.articles),
                reports=reports,
                seen=seen,
                trail=None if total is None else trail(criteria, total),
                whole=whole,
            )
        )

    @views.get("/api/stories/<path:article_id>")
    @documented(
        Operation("The story that an article is part of", StoryDetail, STORY, redirects=True)
    )
    def answer(article_id: str) -> BaseResponse:
        """The same as JSON."""
        criteria, whole = _asked()
        with backend.searcher() as searcher:
            id = found(searcher.story_id(article_id))
            if id != article_id:
                return _elsewhere(story_url(id, criteria, whole=whole, json=True))
            return json_response(found(searcher.story(id, criteria, whole=whole)))

    return views


def _asked() -> tuple[Criteria, bool]:
    """Read the parameters: those of a search, and whether the whole story is asked for.

    Raises:
        ParameterError: one of them cannot be read.
    """
    parameters = parameters_of_request()
    criteria = parse_criteria(parameters, today(), extra=("whole",))
    given = once("whole", [text.strip() for text in parameters.get("whole", ()) if text.strip()])
    return criteria.changed(), given is not None and read_flag("whole", given)


def _elsewhere(address: str) -> BaseResponse:
    response = redirect(address)
    # Another sync may give the story another first article.
    response.headers["Cache-Control"] = "no-cache"
    return response
