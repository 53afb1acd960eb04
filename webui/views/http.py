"""From the request at hand to criteria."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from urllib.parse import parse_qsl

import flask
from flask import Response, make_response, request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.utils import cached_property

from webui.formats.csv_table import Cell, write_table
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.reading import parse_criteria


class Request(flask.Request):
    """A request whose query string may hold any bytes; Werkzeug's own fails on some."""

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """The parameters; what is not UTF-8 becomes U+FFFD."""
        text = self.query_string.decode(errors="replace")
        return ImmutableMultiDict(parse_qsl(text, keep_blank_values=True, errors="replace"))


def criteria_of_request() -> Criteria:
    """Read the parameters of the request.

    Raises:
        ParameterError: one of them cannot be read.
    """
    return parse_criteria(request.args.to_dict(flat=False), datetime.now(UTC).date())


def html_response(body: str) -> Response:
    """Return a page."""
    response = make_response(body)
    response.headers["Cache-Control"] = "no-cache"
    return response


def json_response(body: str) -> Response:
    """Return JSON."""
    response = make_response(body)
    response.content_type = "application/json"
    response.headers["Cache-Control"] = "no-cache"
    return response


def csv_response(header: Sequence[str], rows: Iterable[Sequence[Cell]], name: str) -> Response:
    """Return a table that browsers save under a name."""
    response = make_response(write_table(header, rows))
    response.content_type = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-cache"
    return response
