"""The workbench for search strings: as a page, and as JSON."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, Response, render_template

from webui.openapi.declaring import SOME_WORD, Operation, documented
from webui.page.addresses import may_be_repeated
from webui.page.controls import shown_chips
from webui.page.taken_away import has_not, taken_away
from webui.search.backend import Backend
from webui.search.criteria.criteria import SearchedField, named
from webui.search.criteria.described import SEARCH
from webui.search.results.audit import Audit
from webui.views.http import criteria_of_request, html_response, json_response

# What an article says; topics are said of it.
_TEXTS: tuple[SearchedField, ...] = ("title", "excerpt")


class _Taken(NamedTuple):
    query: str
    total: int


def blueprint(backend: Backend) -> Blueprint:
    """Return the views of the workbench."""
    views = Blueprint("audit", __name__)

    @views.get("/audit")
    def page() -> Response:
        """What each part of a search string does, and what it may lack."""
        criteria = criteria_of_request().narrowing()
        with backend.searcher() as searcher:
            audit = searcher.audit(criteria)
            against = taken_away(audit.tree)
            taken = (
                _Taken(against, searcher.find(criteria.changed(q=against), relax=False).total)
                if against
                else None
            )
        return html_response(
            render_template(
                "audit.html",
                audit=audit,
                chips=shown_chips(criteria),
                criteria=criteria,
                has_not=has_not(audit.tree),
                hidden_parameters=criteria.changed(q="").parameters(),
                text_fields=named(field for field in _TEXTS if field in criteria.searched),
                # Else a page might be as long as the square of its address.
                linked=may_be_repeated(criteria.parameters()),
                taken=taken,
            )
        )

    @views.get("/api/audit")
    @documented(
        Operation(
            "What each part of a search string does, and what it may lack",
            Audit,
            SEARCH,
            example=(("q", SOME_WORD),),
        )
    )
    def answer() -> Response:
        """The same as JSON."""
        criteria = criteria_of_request()
        with backend.searcher() as searcher:
            return json_response(searcher.audit(criteria))

    return views
