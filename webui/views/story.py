"""A story: its page, and the same as JSON."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response as BaseResponse

from webui.page.addresses import story_url
from webui.page.wording import later
from webui.search.backend import Backend
from webui.search.results.story import StoryDetail
from webui.views.http import criteria_of_request, found, html_response, json_response
from webui.views.missing import no_article

# Articles that are related to each other's relatives: after so long they may have left the
# event of the first one for another.
_ONE_EVENT_DAYS = 14


def blueprint(backend: Backend) -> Blueprint:
    """Return the views of stories.

    A story goes by the id of its earliest article; whoever asks by another one is sent there.
    """
    views = Blueprint("story", __name__)

    @views.get("/story/<path:article_id>")
    def page(article_id: str) -> BaseResponse:
        """All articles of a story, or those that a search finds, in order of time."""
        criteria = criteria_of_request().narrowing()
        with backend.searcher() as searcher:
            id = searcher.story_id(article_id)
            if id is None:
                return no_article(searcher, article_id, criteria.images)
            if id != article_id:
                return _elsewhere(story_url(id, criteria))
            story = found(searcher.story(id, criteria))
        return html_response(
            render_template(
                "story.html",
                story=story,
                chained_days=_chained_days(story),
                criteria=criteria,
                later=later,
            )
        )

    @views.get("/api/stories/<path:article_id>")
    def answer(article_id: str) -> BaseResponse:
        """The same as JSON."""
        criteria = criteria_of_request().narrowing()
        with backend.searcher() as searcher:
            id = found(searcher.story_id(article_id))
            if id != article_id:
                return _elsewhere(story_url(id, criteria, json=True))
            return json_response(found(searcher.story(id, criteria)))

    return views


def _chained_days(story: StoryDetail) -> int | None:
    """Return over how many days a story's articles are related, where that says little."""
    if story.first is None or story.last is None:
        return None
    days = (datetime.fromisoformat(story.last) - datetime.fromisoformat(story.first)).days
    return days if days > _ONE_EVENT_DAYS else None


def _elsewhere(address: str) -> BaseResponse:
    response = redirect(address)
    # Another sync may give the story another first article.
    response.headers["Cache-Control"] = "no-cache"
    return response
