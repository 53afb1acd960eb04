"""Responses compressed, for browsers that read that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flask import Flask, Response, request
from isal import igzip, isal_zlib

# Below this the headers weigh more than what is saved.
_LEAST_BYTES = 1000
# A file up to this size is compressed whole, so that its length can be told; whatever is
# longer, or comes bit by bit, passes through and is never held in memory.
_MOST_BYTES = 1 << 20
_TYPES = frozenset({
    "application/atom+xml", "application/feed+json",
    "application/json", "application/x-bibtex", "application/x-ndjson",
    "application/x-research-info-systems", "image/svg+xml",
    "text/css", "text/csv", "text/html", "text/javascript", "text/plain",
})  # fmt: skip
# A gzip header and trailer round the deflated data, as zlib.h says of windowBits.
_GZIP_WINDOW_BITS = 31


def register(app: Flask) -> None:
    """Compress what is text and large enough. Nothing here is a secret that sizes could betray."""

    @app.after_request
    def compress(response: Response) -> Response:
        if response.mimetype not in _TYPES:
            return response
        if "Vary" in response.headers:
            response.vary.add("Accept-Encoding")
        else:
            response.headers["Vary"] = "Accept-Encoding"
        if (
            response.status_code != 200
            or "Content-Encoding" in response.headers
            or not request.accept_encodings["gzip"]
        ):
            return response
        response.direct_passthrough = False
        if _passes_through(response):
            if close := getattr(response.response, "close", None):
                response.call_on_close(close)
            response.response = _compressed(response.iter_encoded())
            response.headers.pop("Content-Length", None)
        else:
            body = response.get_data()
            if len(body) < _LEAST_BYTES:
                return response
            response.set_data(igzip.compress(body))
        response.content_encoding = "gzip"
        # Those that there are would be of the uncompressed file.
        response.headers.pop("Accept-Ranges", None)
        # The tag of another representation of the same.
        tag, _ = response.get_etag()
        if tag is not None:
            response.set_etag(tag, weak=True)
        return response


def _passes_through(response: Response) -> bool:
    """Whether a body is not there yet, or too large to be held as a whole."""
    length = response.content_length
    return response.is_streamed and (length is None or length > _MOST_BYTES)


def _compressed(chunks: Iterable[bytes]) -> Iterator[bytes]:
    compressor = isal_zlib.compressobj(wbits=_GZIP_WINDOW_BITS)
    for chunk in chunks:
        if packed := compressor.compress(chunk):
            yield packed
    yield compressor.flush()
