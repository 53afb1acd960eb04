"""Static files, named by their content's hash, so that browsers may keep them for good."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, request

from webui.page.paths import path_of

_FOLDER = Path(__file__).parent.parent / "static"
_A_YEAR = 365 * 24 * 3600
_HASH_CHARACTERS = 12


def register(app: Flask) -> None:
    """Give templates ``static_url`` and let browsers keep what it names."""
    app.jinja_env.globals["static_url"] = static_url

    @app.after_request
    def cache_hashed(response: Response) -> Response:
        if response.status_code in (200, 304) and _asked_by_hash():
            response.cache_control.no_cache = None
            response.cache_control.public = True
            response.cache_control.max_age = _A_YEAR
            response.cache_control.immutable = True
        return response


def static_url(name: str) -> str:
    """Return the address of a static file, with the hash of what it holds."""
    return path_of("static", filename=name, v=_content_hash(name))


def is_below_static(path: str) -> bool:
    """Whether a path is one of static files, be there one or not."""
    return path.startswith("/static/")


def _asked_by_hash() -> bool:
    """Whether the request names a static file with the hash of what it holds now."""
    name = (request.view_args or {}).get("filename")
    return (
        # OPTIONS is answered without looking for the file: any path could stand there.
        request.method in ("GET", "HEAD")
        and request.endpoint == "static"
        and name is not None
        and request.args.get("v") == _content_hash(name)
    )


@cache
def _content_hash(name: str) -> str:
    return hashlib.sha256((_FOLDER / name).read_bytes()).hexdigest()[:_HASH_CHARACTERS]
