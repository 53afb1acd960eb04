"""A story: its page, and the same as JSON."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, abort, redirect, render_template
from werkzeug.wrappers import Response as BaseResponse

from webui.page.addresses import story_url
from webui.page.wording import later
from webui.search.criteria.criteria import Criteria
from webui.search.local.answers.story import story_detail
from webui.search.local.columns.labels import Ints
from webui.search.local.finding.find import find
from webui.search.local.snapshot.holder import SnapshotHolder
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.results.story import StoryDetail
from webui.views.http import criteria_of_request, html_response, json_response
from webui.views.missing import NO_ARTICLE, no_article

# Articles that are related to each other's relatives: after so long they may have left the
# event of the first one for another.
_ONE_EVENT_DAYS = 14


def blueprint(holder: SnapshotHolder) -> Blueprint:
    """Return the views of stories.

    A story goes by the id of its earliest article; whoever asks by another one is sent there.
    """
    views = Blueprint("story", __name__)

    @views.get("/story/<path:article_id>")
    def story(article_id: str) -> BaseResponse:
        """All articles of a story, or those that a search finds, in order of time."""
        criteria = criteria_of_request().narrowing()
        with holder.snapshot() as snapshot:
            doc = snapshot.find(article_id)
            if doc is None:
                return no_article(snapshot, article_id, criteria.images)
            first = _earliest(snapshot, doc, article_id)
            if first != article_id:
                return _elsewhere(story_url(first, criteria))
            detail = story_detail(snapshot, doc, _found(snapshot, criteria))
        return html_response(
            render_template(
                "story.html",
                story=detail,
                chained_days=_chained_days(detail),
                criteria=criteria,
                later=later,
            )
        )

    @views.get("/api/stories/<path:article_id>")
    def story_json(article_id: str) -> BaseResponse:
        """The same as JSON."""
        criteria = criteria_of_request().narrowing()
        with holder.snapshot() as snapshot:
            doc = snapshot.find(article_id)
            if doc is None:
                abort(404, NO_ARTICLE)
            first = _earliest(snapshot, doc, article_id)
            if first != article_id:
                return _elsewhere(story_url(first, criteria, json=True))
            found = _found(snapshot, criteria)
            return json_response(story_detail(snapshot, doc, found).model_dump_json())

    return views


def _chained_days(story: StoryDetail) -> int | None:
    """Return over how many days a story's articles are related, where that says little."""
    if story.first is None or story.last is None:
        return None
    days = (datetime.fromisoformat(story.last) - datetime.fromisoformat(story.first)).days
    return days if days > _ONE_EVENT_DAYS else None


def _found(snapshot: Snapshot, criteria: Criteria) -> Ints | None:
    """Return the articles that a search finds; None where nothing is asked."""
    if not criteria.q and not criteria.filters():
        return None
    return find(snapshot, criteria).hits.docs


def _earliest(snapshot: Snapshot, doc: int, article_id: str) -> str:
    """Return the id of the earliest article of a story: the article's own where it is alone."""
    story = snapshot.story_of(doc)
    return story[0] if story else article_id


def _elsewhere(address: str) -> BaseResponse:
    response = redirect(address)
    # Another sync may give the story another first article.
    response.headers["Cache-Control"] = "no-cache"
    return response
