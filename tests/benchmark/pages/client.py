"""The web layer as a browser asks it, through Flask's test client: no socket, no server."""

from __future__ import annotations

import gzip
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from flask import Flask

from indexer.contract.settings import Settings
from tests.benchmark.engines.background import running, wait_for_others
from tests.webui.parsed_page import Page
from webui.app import create_app

# The words of all articles take seconds, for whoever is first to ask what a search lacks.
_PATIENCE_SECONDS = 60

_BROWSER = {"Accept-Encoding": "gzip"}


@dataclass(frozen=True, slots=True)
class Sent:
    """A body as it goes over the wire.

    Attributes:
        body: compressed, where the server found that worth it.
        encoding: what it is compressed with, if it is.
    """

    body: bytes
    encoding: str | None

    @property
    def content(self) -> bytes:
        """The body that the browser makes of it."""
        return gzip.decompress(self.body) if self.encoding else self.body


class Client:
    """One browser that asks one application, one request after the other."""

    def __init__(self, app: Flask) -> None:
        self._client = app.test_client(use_cookies=False)
        self._before = running()

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Make the application, open its index, and wait until nothing is read ahead any more."""
        client = cls(create_app(Settings(index=folder, answer_cache_bytes=0)))
        client.get("/healthz")
        wait_for_others(client._before)
        return client

    def first(self, address: str) -> Sent:
        """Ask for an address; again while it is said that something is being prepared for it."""
        for _ in range(_PATIENCE_SECONDS):
            with self._client.get(address, headers=_BROWSER) as response:
                if response.status_code != 503:
                    break
            time.sleep(1)
        return self.get(address)

    def get(self, address: str) -> Sent:
        """Ask for an address.

        Raises:
            RuntimeError: the status is not 200.
        """
        with self._client.get(address, headers=_BROWSER) as response:
            sent = Sent(response.get_data(), response.content_encoding)
        if response.status_code != 200:
            raise RuntimeError(f"{address}: {response.status}")
        return sent


def linked_files(html: str) -> list[str]:
    """Return the addresses of the scripts and styles that a page has its browser load."""
    page = Page(html)
    styles = [link.href for link in page.all("link", rel="stylesheet")]
    scripts = [script.attributes["src"] for script in page.all("script")]
    # A script loads this one, when somebody goes to the search box.
    later = [box.attributes["data-combobox"] for box in page.all("input", id="q")]
    return [*styles, *scripts, *later]
