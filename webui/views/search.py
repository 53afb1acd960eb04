"""A search: its page, and the same as JSON."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from indexer.contract.errors import IndexStateError
from webui.formats.exports import EXPORT_FORMATS
from webui.middleware.error_pages import UNREADABLE, address_without
from webui.middleware.observing.noted import note_hits
from webui.openapi.declaring import SOME_WORD, Operation, documented
from webui.page.addresses import LONGEST_ADDRESS, may_be_repeated, search_url
from webui.page.charts.bar_chart import histogram, places_of, whole_time
from webui.page.controls import (
    FACET_TITLES,
    hidden_parameters,
    page_count,
    page_numbers,
    shown_chips,
)
from webui.page.figures import counting_choices
from webui.page.presets import presets
from webui.search.backend import Backend, Searcher
from webui.search.criteria.criteria import MAX_FACET_SIZE, SEARCHED, SIZES, SORTS, Criteria
from webui.search.criteria.dates import today
from webui.search.criteria.described import SEARCH
from webui.search.criteria.parameters import ParameterError
from webui.search.criteria.reading import readable
from webui.search.results.search import DateFacet, SearchResult
from webui.views.http import (
    criteria_of_request,
    html_response,
    json_response,
    parameters_of_request,
)

# So many of those that cover most are named on the page.
_COVERING = 8
# Of a sample so many days and strata are on the page; the JSON has more.
_DAYS = 100
_STRATA = 100
# What fewer hits have in common may be news.
_MANY = 10


def blueprint(backend: Backend) -> Blueprint:
    """Return the views of searches."""
    views = Blueprint("search", __name__)

    @views.get("/")
    def page() -> Response:
        """Search box, filters and hits."""
        try:
            asked = criteria_of_request()
        except ParameterError as error:
            return _form_again(backend, error)
        with backend.searcher() as searcher:
            asked = asked.with_providers(searcher.called)
            # What one looks for in a list of values stays with that list.
            criteria = asked.changed(find=(), page=asked.page)
            found = searcher.find(asked)
            result = found.page()
            reach = searcher.span
            first_generation = searcher.first_generation
            covered = found.coverage(limit=_COVERING)
            first = found.coverage("first", limit=1).rows
            missing = _missing(searcher, criteria)
            others = [] if found.total else [*found.ways_out()]
        note_hits(result.total)
        # A link on each of hundreds of values would make a page that is the address's square.
        linked = may_be_repeated(criteria.parameters())
        places = places_of(result.facets.date, criteria)
        listed = result.total if result.stories is None else result.stories
        pages = page_count(listed, criteria.size)
        return html_response(
            render_template(
                "search.html",
                asked=asked,
                buckets=list(zip(result.facets.date.buckets, places, strict=True)),
                chart=histogram(result.facets.date, places, criteria),
                counting=counting_choices(criteria, search_url),
                chips=shown_chips(criteria),
                coverage=covered,
                first=first,
                criteria=criteria,
                everywhere=_everywhere(result, criteria),
                export_formats=EXPORT_FORMATS.values(),
                facet_titles=FACET_TITLES,
                facets=result.facets,
                gone=missing,
                hidden_parameters=list(hidden_parameters(criteria)),
                linked=linked,
                listed=listed,
                longest_list=LONGEST_ADDRESS,
                max_facet_size=MAX_FACET_SIZE,
                newest=reach.last,
                page_numbers=page_numbers(criteria.page, pages),
                pages=pages,
                late_since=first_generation,
                most_days=_DAYS,
                most_strata=_STRATA,
                presets=presets(criteria, reach, _latest(result.facets.date)),
                result=result,
                searched=SEARCHED,
                sizes=SIZES,
                sorts=SORTS,
                topics_only=found.topics_only,
                ways_out=others,
                whole_time=whole_time(result.facets.date, criteria, reach),
            )
        )

    @views.get("/api/search")
    @documented(
        Operation(
            "A page of hits, with facets",
            SearchResult,
            SEARCH,
            example=(("q", SOME_WORD), ("size", "10")),
        )
    )
    def answer() -> Response:
        """A page of hits, with facets, as JSON."""
        criteria = criteria_of_request()
        with backend.searcher() as searcher:
            return json_response(searcher.find(criteria).page())

    return views


def _latest(facet: DateFacet) -> str:
    """Return the last day of the last bucket with a hit; empty if there are later hits."""
    return (
        "" if facet.later else max((each.end for each in facet.buckets if each.count), default="")
    )


def _form_again(backend: Backend, error: ParameterError) -> Response:
    """Show the form with all that was typed, and beside its field what cannot be read.

    Raises:
        ParameterError: there is no index to make the form from.
    """
    parameters = parameters_of_request()
    criteria = readable(parameters, today())
    try:
        with backend.searcher() as searcher:
            criteria = criteria.with_providers(searcher.called)
            facets = searcher.find(criteria).page().facets
    except IndexStateError:
        raise error from None
    response = html_response(
        render_template(
            "errors/mistyped.html",
            criteria=criteria,
            error=error,
            facet_titles=FACET_TITLES,
            facets=facets,
            hidden_parameters=list(hidden_parameters(criteria)),
            linked=may_be_repeated(criteria.parameters()),
            max_facet_size=MAX_FACET_SIZE,
            searched=SEARCHED,
            title=UNREADABLE,
            typed={name: "".join(texts[:1]) for name, texts in parameters.items()},
            without=address_without(error.parameter),
        )
    )
    response.status_code = 400
    response.headers["Cache-Control"] = "no-store"
    return response


def _everywhere(result: SearchResult, criteria: Criteria) -> set[str]:
    """Return the topics that all of many hits have, as far as the facet can tell."""
    chosen = criteria.included("topic")
    # The counts leave out what is chosen, so that they are those of the hits without any.
    if result.total < _MANY or len(chosen) > 1:
        return set()
    counted = [] if chosen else result.facets.values["topic"]
    return {value.value for value in counted if value.count == result.total} | set(chosen)


def _missing(searcher: Searcher, criteria: Criteria) -> int:
    """Return how many articles of a list of one's own are in the archive no more."""
    listed = criteria.id_
    return len(listed) - searcher.find(Criteria(id_=listed)).total if listed else 0
