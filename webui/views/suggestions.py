"""Suggestions while somebody types: ``/api/suggest``."""

from __future__ import annotations

import time

from flask import Blueprint, Response, request, url_for
from pydantic import BaseModel, ConfigDict

from webui.page.addresses import search_url
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.parameters import unknown_parameter
from webui.search.local.answers.parts import index_state
from webui.search.local.answers.suggestions import suggest
from webui.search.local.snapshot.holder import SnapshotHolder
from webui.search.results.suggestions import Offer, SuggestedItem, SuggestResult, TypedText
from webui.views.http import json_response

_PARAMETERS = ("q",)


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


def blueprint(holder: SnapshotHolder) -> Blueprint:
    """Return the view of suggestions."""
    views = Blueprint("suggest", __name__)

    @views.get("/api/suggest")
    def suggestions() -> Response:
        """What may be meant by a query that is being typed."""
        text = _typed_text()
        started = time.perf_counter()
        with holder.snapshot() as snapshot:
            items = [_item(offer) for offer in suggest(snapshot, text)]
            result = SuggestResult(
                query=TypedText(text=text),
                suggestions=items,
                took_ms=round((time.perf_counter() - started) * 1000, 2),
                index=index_state(snapshot),
            )
        return json_response(result.model_dump_json())

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
            return url_for("pages.article", article_id=offer.article_id)
        case facet:
            return search_url(Criteria().including(facet, offer.text))
