"""Between what is typed and what is offered, whoever shows it."""

from __future__ import annotations

from flask import request

from webui.page.addresses import article_url, search_url
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.parameters import unknown_parameter
from webui.search.results.suggestions import Offer

_PARAMETERS = ("q",)


def typed_text() -> str:
    """Read the parameters of the request: what is typed.

    Raises:
        ParameterError: one of them is unknown.
    """
    for name in request.args:
        if name not in _PARAMETERS:
            raise unknown_parameter(name, _PARAMETERS)
    return " ".join(request.args.getlist("q"))


def offer_url(offer: Offer) -> str:
    """Return where an offer leads."""
    match offer.kind:
        case "word":
            return search_url(Criteria(q=offer.text))
        case "title":
            return article_url(offer.article_id or "", Criteria())
        case facet:
            return search_url(Criteria().including(facet, offer.text))


def offer_query(offer: Offer) -> str:
    """Return an offer as a query: a label or a title is looked for as a phrase in its field."""
    if offer.kind == "word":
        return offer.text
    text = " ".join(offer.text.replace('"', " ").split())
    return f'{offer.kind}:"{text}"'
