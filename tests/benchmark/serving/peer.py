"""The peer: Flask and Waitress over tantivy, answering ``/api/search`` with the JSON of Cuttings.

Run by :mod:`tests.benchmark.serving.bench`, as ``python -m tests.benchmark.serving.peer FOLDER
PROCESSES``; prints the port that it listens on.
"""

from __future__ import annotations

import json
import logging
import os
import socket
import sys
import time
from calendar import monthrange
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import waitress
from flask import Flask, Response, jsonify, request
from tantivy import Index, Order, Query, SnippetGenerator

from tests.benchmark.engines.tantivy_schema import with_analyzers
from tests.benchmark.searching.questions import FACET_SIZE, Question
from tests.benchmark.serving.peer_index import SHOWN, ServedTantivy
from tests.benchmark.serving.reading import question_of
from webui.search.measures.share_interval import wilson
from webui.search.query.highlighting import SNIPPET_CHARACTERS

# With two and four it answers fewer at once, with sixteen no more.
_THREADS = 8
# More of each than any archive has.
_MOST = 5000
_WHOLE = 100_000

_FACETS = {"provider": "provider_label", "topic": "topic_label", "type": "type_label"}
_COUNTED = {
    name: {"terms": {"field": field, "size": FACET_SIZE}} for name, field in _FACETS.items()
}
# A calendar's months; a date_histogram knows fixed intervals only.
_MONTHS = {"terms": {"field": "month", "size": _MOST}}


class Archive:
    """The index, open, and what every histogram needs of all articles, counted once."""

    def __init__(self, folder: Path) -> None:
        self._index = with_analyzers(Index.open(str(folder)))
        self._searcher = self._index.searcher()
        self._engine = ServedTantivy(self._index)
        providers = {"terms": {"field": "provider_label", "size": _MOST}}
        counted: Any = self._searcher.aggregate(
            Query.all_query(), {"months": {**_MONTHS, "aggs": {"providers": providers}}}
        )
        self._all = {
            int(bucket["key"]): (bucket["doc_count"], len(bucket["providers"]["buckets"]))
            for bucket in counted["months"]["buckets"]
        }

    def answer(self, question: Question, text: str, size: int) -> dict[str, Any]:
        """Return the whole answer to a search."""
        started = time.perf_counter()
        query = self._engine.query(question)
        found: Any = self._searcher.search(
            query,
            size,
            offset=(question.page - 1) * size,
            count=True,
            order_by_field="published" if question.by_date else None,
            order=Order.Desc,
        )
        chosen = {"provider": question.providers, "topic": question.topics, "type": ()}
        counts: Any = self._searcher.aggregate(query, {**_COUNTED, "months": _MONTHS})
        # A facet is counted without its own selection.
        others = {
            "provider": replace(question, providers=()),
            "topic": replace(question, topics=()),
        }
        for name, other in others.items():
            if other != question:
                without = self._engine.query(other)
                counts |= self._searcher.aggregate(without, {name: _COUNTED[name]})
        filters = {name: list(values) for name, values in chosen.items() if values}
        return {
            "query": {"text": text, "parsed": question.text, "filters": filters},
            "total": found.count,
            "page": question.page,
            "size": size,
            "hits": self._hits(query, found.hits, scored=not question.by_date),
            "facets": {
                **{name: _values(counts[name], values) for name, values in chosen.items()},
                "date": self._over_time(counts["months"]["buckets"], found.count),
            },
            "suggestions": [],
            "notices": [],
            "index": {
                "generation": 1,
                "articles": self._searcher.num_docs,
                "synced": "2026-01-01T00:00:00Z",
            },
            "took_ms": round((time.perf_counter() - started) * 1000, 2),
        }

    def _hits(self, query: Query, found: Any, *, scored: bool) -> list[dict[str, Any]]:
        titles = SnippetGenerator.create(self._searcher, query, self._index.schema, "title")
        titles.set_max_num_chars(_WHOLE)
        excerpts = SnippetGenerator.create(self._searcher, query, self._index.schema, "excerpt")
        excerpts.set_max_num_chars(SNIPPET_CHARACTERS)
        hits = []
        for score, address in found:
            document = self._searcher.doc(address)
            title: Any = document.get_first("title")
            excerpt: Any = document.get_first("excerpt") or ""
            hits.append(
                {
                    "id": document.get_first("id"),
                    "title": title,
                    "excerpt": excerpt,
                    **json.loads(document.get_first(SHOWN)),
                    "score": round(score, 6) if scored else None,
                    "highlights": {
                        "title": _marked(titles, document, title),
                        "excerpt": _marked(excerpts, document, excerpt[:SNIPPET_CHARACTERS]),
                    },
                }
            )
        return hits

    def _over_time(self, months: Any, total: int) -> dict[str, Any]:
        found = {int(bucket["key"]): bucket["doc_count"] for bucket in months}
        buckets = []
        for number in range(min(found), max(found) + 1) if found else ():
            year, month = divmod(number, 12)
            count, (base, providers) = found.get(number, 0), self._all.get(number, (0, 0))
            interval = wilson(count, base)
            buckets.append(
                {
                    "start": f"{year}-{month + 1:02}-01",
                    "end": f"{year}-{month + 1:02}-{monthrange(year, month + 1)[1]}",
                    "count": count,
                    "all": base,
                    "ratio": count / base if base else None,
                    "low": interval and interval.low,
                    "high": interval and interval.high,
                    "providers": providers,
                }
            )
        return {
            "interval": "month",
            "unit": "article",
            "base": "all",
            "buckets": buckets,
            "missing": total - sum(found.values()),
            "earlier": 0,
            "later": 0,
            "peaks_total": 0,
        }


def _values(counted: Any, chosen: tuple[str, ...]) -> list[dict[str, Any]]:
    return [
        {"value": each["key"], "count": each["doc_count"], "selected": each["key"] in chosen}
        for each in counted["buckets"]
    ]


def _marked(generator: SnippetGenerator, document: Any, text: str) -> str:
    html = generator.snippet_from_doc(document).to_html()
    return html.replace("<b>", "<mark>").replace("</b>", "</mark>") if html else escape(text)


def application(folder: Path) -> Flask:
    """Return the application over an index."""
    app = Flask("peer")
    app.json.sort_keys = False  # type: ignore[attr-defined]
    archive = Archive(folder)

    @app.get("/api/search")
    def search() -> Response:
        asked = request.args
        size = asked.get("size", 20, type=int)
        return jsonify(archive.answer(question_of(asked), asked.get("q", ""), size))

    return app


def _main(folder: Path, processes: int) -> None:
    # A socket for each process, so that the system shares connections out among them: of one
    # for all, the process that is woken first would take most.
    first = _listen(0)
    port = first.getsockname()[1]
    listening = first
    for _ in range(processes - 1):
        if not os.fork():
            listening = _listen(port)
            first.close()
            break
    else:
        sys.stdout.write(f"{port}\n")
        sys.stdout.flush()
    # It would log a line for whoever waits.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    waitress.serve(application(folder), sockets=[listening], threads=_THREADS)


def _listen(port: int) -> socket.socket:
    several = hasattr(socket, "SO_REUSEPORT")
    return socket.create_server(("127.0.0.1", port), backlog=1024, reuse_port=several)


if __name__ == "__main__":
    _main(Path(sys.argv[1]), int(sys.argv[2]))
