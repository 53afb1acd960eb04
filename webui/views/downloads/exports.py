"""All that a search found, to take along: files of several formats, and a manifest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from itertools import chain

from flask import Blueprint, Response, request

from webui.formats.exports import EXPORT_FORMATS, ExportFormat
from webui.formats.file_names import file_name
from webui.middleware.observing.noted import note_hits
from webui.page.addresses import export_url, may_be_repeated
from webui.search.backend import Backend
from webui.views.http import criteria_of_request, file_response, json_response

# So much is sent at once: waitress takes a lock for each part.
_PART_CHARACTERS = 2**15


def blueprint(backend: Backend) -> Blueprint:
    """Return the views of exports.

    Args:
        backend: the archive.
    """
    views = Blueprint("exports", __name__)

    @views.get("/export.json", endpoint="json")
    def manifest() -> Response:
        """What an export of the same search holds."""
        criteria = criteria_of_request()
        with backend.searcher() as searcher:
            return json_response(searcher.find(criteria).manifest())

    def file(wanted: ExportFormat) -> Response:
        """The articles themselves, sent as they are read."""
        criteria = criteria_of_request()
        with ExitStack() as held:
            finding = held.enter_context(backend.searcher()).find(criteria)
            what = finding.manifest()
            note_hits(what.total)
            rows = iter(()) if request.method == "HEAD" else finding.records()
            parts = _in_parts(wanted.write(rows, what))
            # What goes wrong before the first byte is answered as on any other page.
            begun = chain([next(parts, b"")], parts)
            response = file_response(begun, wanted.content_type, file_name(what, wanted.name))
            address = export_url(criteria, "json")
            if may_be_repeated(criteria.parameters()):
                response.headers["Link"] = f'<{address}>; rel="describedby"'
            # The state stays open until the last byte, or until nobody reads on.
            response.call_on_close(held.pop_all().close)
        return response

    for name, wanted in EXPORT_FORMATS.items():
        views.add_url_rule(f"/export.{name}", name, partial(file, wanted))
    return views


def _in_parts(texts: Iterator[str]) -> Iterator[bytes]:
    """Yield texts in UTF-8, in parts of some size."""
    part, length = list[str](), 0
    for text in texts:
        part.append(text)
        length += len(text)
        if length >= _PART_CHARACTERS:
            yield "".join(part).encode()
            part, length = [], 0
    if part:
        yield "".join(part).encode()
