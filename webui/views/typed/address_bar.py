"""A browser's address bar: ``/opensearch.xml`` once, ``/suggest.json`` while somebody types."""

from __future__ import annotations

from flask import Blueprint, Response, url_for

from webui.formats.opensearch import (
    DESCRIPTION_TYPE,
    SUGGESTIONS_TYPE,
    Suggestion,
    write_description,
    write_suggestions,
)
from webui.formats.syndication.atom import ATOM_TYPE
from webui.middleware.static_files import static_url
from webui.page.addresses import absolute
from webui.page.wording import plural
from webui.search.backend import Backend
from webui.search.results.suggestions import Offer
from webui.views.http import text_response
from webui.views.typed.offers import offer_query, offer_url, typed_text

_ABOUT = {"word": "", "title": "article"}


def blueprint(backend: Backend) -> Blueprint:
    """Return the views for address bars."""
    views = Blueprint("address_bar", __name__)

    @views.get("/opensearch.xml")
    def description() -> Response:
        """How to search here, with whole addresses, as the browser that asks knows them."""
        form = absolute(url_for("search.page"))
        pages = {
            "text/html": form,
            ATOM_TYPE: absolute(url_for("feeds.atom")),
            SUGGESTIONS_TYPE: absolute(url_for("address_bar.completions")),
        }
        own = absolute(url_for("address_bar.description"))
        document = write_description(pages, form, own, absolute(static_url("icon.svg")))
        return text_response(document, DESCRIPTION_TYPE)

    @views.get("/suggest.json")
    def completions() -> Response:
        """What may be meant by a query that is being typed, as browsers read it."""
        text = typed_text()
        with backend.searcher() as searcher:
            found = [_suggestion(offer) for offer in searcher.suggest(text)]
        return text_response(write_suggestions(text, found), SUGGESTIONS_TYPE)

    return views


def _suggestion(offer: Offer) -> Suggestion:
    count = "" if offer.total is None else plural(offer.total, "article")
    about = ", ".join(filter(None, [_ABOUT.get(offer.kind, offer.kind), count]))
    return Suggestion(offer_query(offer), about, absolute(offer_url(offer)))
