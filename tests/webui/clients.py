"""Flask's test client."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.test import TestResponse

from indexer.contract.settings import Settings
from tests.webui.parsed_page import Page
from tests.webui.serving import settings_for
from webui.app import create_app
from webui.search.backend import Backend


class _Client(FlaskClient):
    """Reads each response to its end, as a server would, so that files are closed."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        return super().open(*args, **{"buffered": True, **options})


class _Compiled(BytecodeCache):
    """Keeps what each template was compiled to: it takes ten times as long as a page."""

    def __init__(self) -> None:
        self._found: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the code of a template, if its text is the same."""
        if bucket.key in self._found:
            bucket.bytecode_from_string(self._found[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        self._found[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


def client_of(index: Path, backend: Backend | None = None, **options: str) -> FlaskClient:
    """Return a client of a new application.

    Args:
        index: that it is over; it need not be there.
        backend: what it is over instead.
        options: other settings.
    """
    return client_with(settings_for(index, **options), backend)


def client_with(settings: Settings, backend: Backend | None = None) -> FlaskClient:
    """Return a client of a new application with some settings, over what they say or a backend."""
    app = create_app(settings, backend)
    app.test_client_class = _Client
    app.jinja_env.bytecode_cache = _COMPILED
    return app.test_client()


def page_of(client: FlaskClient, path: str, status: int = 200) -> Page:
    """Return a page, parsed."""
    response = client.get(path)
    assert response.status_code == status, response.text
    assert response.content_type == "text/html; charset=utf-8"
    return Page(response.text)


def quoted(article_id: str) -> str:
    """Return an article's id as it stands in an address."""
    return quote(article_id, safe="/")
