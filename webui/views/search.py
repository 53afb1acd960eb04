"""The pages."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Response, render_template

from webui.formats.citations import citations
from webui.page.addresses import may_be_repeated
from webui.page.bar_chart import histogram, places_of, whole_time
from webui.page.controls import (
    FACET_TITLES,
    PRESETS,
    hidden_parameters,
    page_count,
    page_numbers,
    shown_chips,
)
from webui.search.criteria.criteria import MAX_FACET_SIZE, SIZES, SORTS
from webui.search.local.answers import search as service
from webui.search.local.answers.article import article_detail
from webui.search.local.answers.coverage import coverage
from webui.search.local.answers.similar import similar
from webui.search.local.answers.status import overview
from webui.search.local.answers.ways_out import ways_out
from webui.search.local.finding.find import find
from webui.search.local.finding.narrowing import filled
from webui.search.local.snapshot.holder import SnapshotHolder
from webui.search.results.search import WayOut
from webui.views.http import criteria_of_request, html_response
from webui.views.missing import no_article

# So many of a story's articles are listed on an article's page.
_STORY_ARTICLES = 10
# Values of a facet that are listed where no hit has any.
_AT_ZERO = 5


def blueprint(holder: SnapshotHolder) -> Blueprint:
    """Return the views that answer with HTML."""
    views = Blueprint("pages", __name__)

    @views.get("/")
    def search() -> Response:
        """Search box, filters and hits."""
        criteria = criteria_of_request()
        with holder.snapshot() as snapshot:
            found = find(snapshot, criteria)
            result = service.present(snapshot, criteria, found)
            reach = snapshot.span
            covered = coverage(snapshot, criteria, found.hits.docs)
            facets, others = result.facets, list[WayOut]()
            if not result.total:
                facets = filled(snapshot, criteria, facets, _AT_ZERO)
                others = ways_out(snapshot, criteria)
        # A link on each of hundreds of values would make a page that is the address's square.
        linked = may_be_repeated(criteria.parameters())
        places = places_of(result.facets.date, criteria)
        listed = result.total if result.stories is None else result.stories
        pages = page_count(listed, criteria.size)
        return html_response(
            render_template(
                "search.html",
                buckets=list(zip(result.facets.date.buckets, places, strict=True)),
                chart=histogram(result.facets.date, places, criteria.measure),
                chips=shown_chips(criteria),
                coverage=covered,
                criteria=criteria,
                facet_titles=FACET_TITLES,
                facets=facets,
                hidden_parameters=list(hidden_parameters(criteria)),
                linked=linked,
                listed=listed,
                max_facet_size=MAX_FACET_SIZE,
                newest=reach.last,
                page_numbers=page_numbers(criteria.page, pages),
                pages=pages,
                presets=PRESETS,
                result=result,
                sizes=SIZES,
                sorts=SORTS,
                ways_out=others,
                whole_time=whole_time(result.facets.date, criteria, reach),
            )
        )

    @views.get("/article/<path:article_id>")
    def article(article_id: str) -> Response:
        """Everything about one article."""
        criteria = criteria_of_request()
        with holder.snapshot() as snapshot:
            doc = snapshot.find(article_id)
            if doc is None:
                return no_article(snapshot, article_id, criteria.images)
            detail = article_detail(snapshot, doc)
            # One more, as the article itself may be among them.
            newest = snapshot.story_members(doc, _STORY_ARTICLES + 1)
            others = [other for other in newest if other != doc][:_STORY_ARTICLES]
            story = snapshot.articles_of(others)
            like_this = snapshot.articles_of(similar(snapshot, doc))
        return html_response(
            render_template(
                "article.html",
                article=detail,
                citations=citations(detail, datetime.now(UTC).date()),
                criteria=criteria,
                similar=like_this,
                story=story,
            )
        )

    @views.get("/status")
    def status() -> Response:
        """What is in the index."""
        with holder.snapshot() as snapshot:
            return html_response(render_template("status.html", overview=overview(snapshot)))

    return views
