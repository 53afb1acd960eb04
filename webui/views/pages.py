"""The pages."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, render_template

from webui import chart
from webui.presentation import FACET_TITLES, chips, page_count, page_numbers
from webui.search import service
from webui.search.articles import article_detail
from webui.search.criteria import MAX_FACET_SIZE, SIZES, SORTS, Criteria
from webui.search.holder import SnapshotHolder
from webui.search.overview import overview
from webui.search.snapshot import Snapshot
from webui.views.request import criteria_of_request

# So many of a story's articles are listed on an article's page.
_STORY_ARTICLES = 50


def blueprint(holder: SnapshotHolder) -> Blueprint:
    """Return the views that answer with HTML."""
    views = Blueprint("pages", __name__)

    @views.get("/")
    def search() -> Response:
        """Search box, filters and hits."""
        criteria = criteria_of_request()
        with holder.snapshot() as snapshot:
            result = service.search(snapshot, criteria)
            ways_out = [] if result.total else list(_ways_out(snapshot, criteria))
        pages = page_count(result.total, criteria.size)
        return _html(
            render_template(
                "search.html",
                criteria=criteria,
                result=result,
                chips=list(chips(criteria)),
                bars=chart.bars(result.facets.date, criteria),
                chart=chart,
                facet_titles=FACET_TITLES,
                max_facet_size=MAX_FACET_SIZE,
                page_numbers=page_numbers(criteria.page, pages),
                pages=pages,
                sizes=SIZES,
                sorts=SORTS,
                ways_out=ways_out,
            )
        )

    @views.get("/article/<path:article_id>")
    def article(article_id: str) -> Response:
        """Everything about one article."""
        with holder.snapshot() as snapshot:
            doc = snapshot.find(article_id)
            if doc is None:
                abort(
                    404,
                    "There is no article with this id in the index. It may have been withdrawn.",
                )
            members = [other for other in snapshot.story_members(doc) if other != doc]
            story = snapshot.articles_of(members[:_STORY_ARTICLES])
            detail = article_detail(snapshot, doc)
        return _html(
            render_template("article.html", article=detail, story=story, others=len(members))
        )

    @views.get("/status")
    def status() -> Response:
        """What is in the index."""
        with holder.snapshot() as snapshot:
            return _html(render_template("status.html", overview=overview(snapshot)))

    return views


def _ways_out(snapshot: Snapshot, criteria: Criteria) -> list[tuple[str, Criteria, int]]:
    """Return what else might be searched for, and how much it would find."""
    offers = []
    if criteria.filters():
        offers.append(("without filters", criteria.without_filters()))
    if criteria.q and criteria.match == "all":
        offers.append(("with any of the words", criteria.changed(match="any")))
    counted = [(label, other, service.count(snapshot, other)) for label, other in offers]
    return [offer for offer in counted if offer[2]]


def _html(body: str) -> Response:
    response = make_response(body)
    # The page depends on the index: a kept copy is asked about each time.
    response.headers["Cache-Control"] = "no-cache"
    return response
