"""Between HTTP and the search: requests → criteria, results → responses.

All answers depend on the archive: a kept copy is asked about each time.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import parse_qsl, quote

import flask
from flask import Response, abort, request
from pydantic import BaseModel
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.utils import cached_property

from webui.formats.csv_table import Cell, write_table
from webui.middleware.observing.noted import note_hits
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.dates import today
from webui.search.criteria.reading import parse_criteria

NO_ARTICLE = "There is no article with this id in the index. It may have been withdrawn."

_T = TypeVar("_T")


class Request(flask.Request):
    """A request whose query string may hold any bytes; Werkzeug's own fails on some."""

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """The parameters; what is not UTF-8 becomes U+FFFD."""
        text = self.query_string.decode(errors="replace")
        return ImmutableMultiDict(parse_qsl(text, keep_blank_values=True, errors="replace"))


def parameters_of_request() -> dict[str, list[str]]:
    """Return every value of each parameter of the request."""
    return request.args.to_dict(flat=False)


def criteria_of_request() -> Criteria:
    """Read the parameters of the request.

    Raises:
        ParameterError: one of them cannot be read.
    """
    return parse_criteria(parameters_of_request(), today())


def found(article: _T | None) -> _T:
    """Return what is known of an article; without any, the request is answered with 404."""
    if article is None:
        abort(404, NO_ARTICLE)
    return article


def html_response(body: str) -> Response:
    """Return a page."""
    return _response(body, "text/html; charset=utf-8")


def json_response(result: BaseModel) -> Response:
    """Return a result as JSON; how much it found is noted for the log."""
    if isinstance(total := getattr(result, "total", None), int):
        note_hits(total)
    # As model_dump_json() does, but for making text of the bytes, which would become bytes again.
    return _response(result.__pydantic_serializer__.to_json(result), "application/json")


def text_response(body: str | bytes, content_type: str) -> Response:
    """Return a document of some other type, in UTF-8."""
    return _response(body, f"{content_type}; charset=utf-8")


def object_response(document: Mapping[str, Any]) -> Response:
    """Return a JSON object that is no result."""
    return _response(json.dumps(document, ensure_ascii=False), "application/json")


def csv_response(header: Sequence[str], rows: Iterable[Sequence[Cell]], name: str) -> Response:
    """Return a table that browsers save under a name."""
    response = _response(write_table(header, rows), "text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def file_response(parts: Iterator[bytes], content_type: str, name: str) -> Response:
    """Return a file that is sent while it is written, and that browsers save under a name.

    Its length is not known. Where it breaks off, so does the connection, without the chunk that
    ends it.

    Args:
        parts: of the file, in UTF-8.
        content_type: without the encoding.
        name: letters, digits, hyphens and dots.
    """
    response = Response(parts, content_type=f"{content_type}; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = "-".join(filter(None, letters.split("-")))
    # By RFC 6266: who does not know the second one takes the first.
    response.headers["Content-Disposition"] = f'attachment; filename="{plain}"' + (
        "" if plain == name else f"; filename*=UTF-8''{quote(name)}"
    )
    return response


def _response(body: str | bytes, content_type: str) -> Response:
    return Response(body, headers=[("Content-Type", content_type), ("Cache-Control", "no-cache")])
