"""The whole of ``GET /api/search``: with highlights, spelling, checks and JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlencode

from flask import Flask

from indexer.contract.settings import Settings
from tests.benchmark.engines.background import running, wait_for_others
from tests.benchmark.engines.cuttings import OnOurIndex, criteria_of
from tests.benchmark.searching.questions import Answer, Question, Shown
from webui.app import create_app


class Api(OnOurIndex):
    """The Flask application, through its test client: no socket, no server."""

    name = "Cuttings, /api/search"

    def __init__(self, app: Flask) -> None:
        self._client = app.test_client()
        self._before = running()

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Make the application, and let a first request open the index."""
        api = cls(create_app(Settings(index=folder, answer_cache_bytes=0)))
        api._get("/healthz")
        return api

    def ask(self, question: Question) -> bytes:
        """Return the body of the response."""
        return self._get(f"/api/search?{urlencode(criteria_of(question).parameters())}")

    def read(self, answered: Any) -> Answer:
        """Parse the JSON."""
        found = json.loads(answered)
        facets = found["facets"]
        return Answer(
            total=found["total"],
            page=[
                Shown(
                    hit["id"],
                    hit["title"],
                    hit["excerpt"],
                    (hit["provider"] or {}).get("name", ""),
                    hit["published"] or "",
                )
                for hit in found["hits"]
            ],
            providers=[(value["value"], value["count"]) for value in facets["provider"]],
            topics=[(value["value"], value["count"]) for value in facets["topic"]],
            months={
                bucket["start"]: bucket["count"]
                for bucket in facets["date"]["buckets"]
                if bucket["count"]
            },
        )

    def settle(self) -> None:
        """Wait until nothing is read ahead any more."""
        wait_for_others(self._before)

    def _get(self, url: str) -> bytes:
        with self._client.get(url) as response:
            body = response.get_data()
        if response.status_code != 200:
            raise RuntimeError(f"{url}: {response.status}")
        return body

    def close(self) -> None:
        """Leave it to the garbage collector: an application has no end."""
