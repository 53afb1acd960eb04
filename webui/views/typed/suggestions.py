"""Suggestions while somebody types: ``/api/suggest``."""

from __future__ import annotations

import time

from flask import Blueprint, Response

from webui.openapi.declaring import SOME_WORD, Operation, documented
from webui.search.backend import Backend
from webui.search.criteria.described import SUGGESTIONS
from webui.search.results.suggestions import Offer, SuggestedItem, SuggestResult, TypedText
from webui.views.http import json_response
from webui.views.typed.offers import offer_url, typed_text


def blueprint(backend: Backend) -> Blueprint:
    """Return the view of suggestions."""
    views = Blueprint("suggestions", __name__)

    @views.get("/api/suggest")
    @documented(
        Operation(
            "What may be meant by a query that is being typed",
            SuggestResult,
            SUGGESTIONS,
            example=(("q", SOME_WORD),),
        )
    )
    def answer() -> Response:
        """What may be meant by a query that is being typed."""
        text = typed_text()
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


def _item(offer: Offer) -> SuggestedItem:
    return SuggestedItem(kind=offer.kind, text=offer.text, total=offer.total, url=offer_url(offer))
