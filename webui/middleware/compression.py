"""Responses compressed, for browsers that read that."""

from __future__ import annotations

from flask import Flask, Response, request
from isal import igzip

# Below this the headers weigh more than what is saved.
_LEAST_BYTES = 1000
_TYPES = frozenset({
    "application/json", "image/svg+xml",
    "text/css", "text/csv", "text/html", "text/javascript", "text/plain",
})  # fmt: skip


def register(app: Flask) -> None:
    """Compress what is text and large enough. Nothing here is a secret that sizes could betray."""

    @app.after_request
    def compress(response: Response) -> Response:
        if response.mimetype not in _TYPES:
            return response
        response.vary.add("Accept-Encoding")
        if response.status_code != 200 or not request.accept_encodings["gzip"]:
            return response
        response.direct_passthrough = False
        body = response.get_data()
        if len(body) >= _LEAST_BYTES and "Content-Encoding" not in response.headers:
            response.set_data(igzip.compress(body))
            response.content_encoding = "gzip"
            # Those that there are would be of the uncompressed file.
            response.headers.pop("Accept-Ranges", None)
            # The tag of another representation of the same.
            tag, _ = response.get_etag()
            if tag is not None:
                response.set_etag(tag, weak=True)
        return response
