"""Suggestions while somebody types: ``/api/suggest``."""

from __future__ import annotations

import time

from flask import Blueprint, Response, request

from webui.page.addresses import article_url, search_url
from webui.search.backend import Backend
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.parameters import unknown_parameter
from webui.search.results.suggestions import Offer, SuggestedItem, SuggestResult, TypedText
from webui.views.http import json_response

_PARAMETERS = ("q",)


def blueprint(backend: Backend) -> Blueprint:
    """Return the view of suggestions."""
    views = Blueprint("suggestions", __name__)

    @views.get("/api/suggest")
    def answer() -> Response:
        """What may be meant by a query that is being typed."""
        text = _typed_text()
        started = time.perf_counter()
        with backend.searcher() as searcher:
            items = [_item(offer) for offer in searcher.suggest(text)]
            state = searcher.state
        return json_response(
            SuggestResult(
                query=TypedText(text=text),
                suggestions=items,
                took_ms=round((time.perf_counter() - started) * 1000, 2),
                index=state,
            )
        )

    return views


def _typed_text() -> str:
    """Read the parameters of the request.

    Raises:
        ParameterError: one of them is unknown.
    """
    for name in request.args:
        if name not in _PARAMETERS:
            raise unknown_parameter(name, _PARAMETERS)
    return " ".join(request.args.getlist("q"))


def _item(offer: Offer) -> SuggestedItem:
    return SuggestedItem(kind=offer.kind, text=offer.text, total=offer.total, url=_url(offer))


def _url(offer: Offer) -> str:
    match offer.kind:
        case "word":
            return search_url(Criteria(q=offer.text))
        case "title":
            return article_url(offer.article_id or "", Criteria())
        case facet:
            return search_url(Criteria().including(facet, offer.text))
