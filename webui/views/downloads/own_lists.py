"""A list of one's own: what was ticked becomes the address of a search for just these articles."""

from __future__ import annotations

from urllib.parse import parse_qs

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from webui.page.addresses import LONGEST_ADDRESS, search_url
from webui.search.criteria.criteria import MAX_VALUES, Criteria
from webui.search.criteria.dates import today
from webui.search.criteria.parameters import ParameterError, once
from webui.search.criteria.reading import parse_criteria
from webui.views.http import parameters_of_request


def blueprint() -> Blueprint:
    """Return the view that collects lists."""
    views = Blueprint("own_lists", __name__)

    @views.get("/list")
    def collect() -> Response:
        """Send on to the list: those ticked and those in it, but for the one that is taken out."""
        address = search_url(_collected(parameters_of_request()))
        if len(address) > LONGEST_ADDRESS:
            message = (
                f"id: the list is too long for an address ({len(address):,} characters of "
                f"{LONGEST_ADDRESS:,} at most); make two of it."
            )
            raise ParameterError("id", message)
        response = redirect(address, 302)
        response.headers["Cache-Control"] = "no-store"
        return response

    return views


def _collected(parameters: dict[str, list[str]]) -> Criteria:
    """Read what is sent: a search with ``id``, ``without`` one of them, ``list`` to add to.

    Raises:
        ParameterError: something cannot be read, or no article is left.
    """
    added_to = "".join(once("list", parameters.get("list", [])) or "").strip()
    before = parse_qs(added_to.partition("?")[2].partition("#")[0]).get("id", [])
    if added_to and not before:
        raise ParameterError("list", "list must be the address of a list, or empty.")
    given = dict.fromkeys([*before, *parameters.get("id", [])])
    if len(given) > MAX_VALUES:
        message = f"id: a list holds {MAX_VALUES} articles at most; these are {len(given):,}."
        raise ParameterError("id", message)
    criteria = parse_criteria(parameters | {"id": [*given]}, today(), extra=("list", "without"))
    out = {text.replace("\r\n", "\n") for text in parameters.get("without", [])}
    left = tuple(id for id in criteria.id_ if id not in out)
    if not left:
        raise ParameterError("id", "id: tick an article at least; this list has none.")
    return criteria.changed(id_=left)
