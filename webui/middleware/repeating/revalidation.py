"""Tags of answers, by which those that were given before are told to hold, or given again."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from flask import Flask, Request, Response, current_app, g, make_response, request

from indexer.contract.errors import IndexStateError
from webui.middleware.observing.noted import hits_of, note_hits
from webui.middleware.repeating.kept_answers import KeptAnswers
from webui.search.backend import Backend, Searcher
from webui.search.criteria.dates import today

_PROGRAM = Path(__file__).parents[2]
_WRITTEN = (".py", ".html", ".css", ".js", ".svg")
_HASH_CHARACTERS = 32
# The address that was asked for, as it is told to a WSGI application.
_ADDRESS = ("wsgi.url_scheme", "HTTP_HOST", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING")

_View = TypeVar("_View", bound=Callable[..., object])


def untagged(view: _View) -> _View:
    """Mark a view whose answers depend on more than the address, the archive and the day."""
    view.untagged = True  # type: ignore[attr-defined]
    return view


def tagged_by(also: Callable[[Searcher], object]) -> Callable[[_View], _View]:
    """Mark a view whose answers depend on one more thing, which can be asked of the archive."""

    def marking(view: _View) -> _View:
        view.tagged_by = also  # type: ignore[attr-defined]
        return view

    return marking


def register(
    app: Flask,
    backend: Backend,
    clock: Callable[[], date] = today,
    kept: KeptAnswers | None = None,
) -> None:
    """Tag what is answered, and answer before any search where that was done before.

    Whoever has the answer already is told so with 304; who has not is given what is kept.

    A tag stands for all that an answer depends on: the program, the state of the archive with
    the time of the last sync, the address and the day, from which ``last`` counts. It is weak,
    since two answers may differ in how long they took.

    Args:
        app: whose answers; those of views marked :func:`untagged`, files and errors are left out.
        backend: the archive.
        clock: gives the day in UTC.
        kept: answers that are given again; they are the application's extension
            ``kept_answers``.
    """
    answers = KeptAnswers(0) if kept is None else kept
    app.extensions["kept_answers"] = answers

    @app.before_request
    def answer_from_tag() -> Response | None:
        g.tag = None
        started = time.perf_counter()
        # Who asks with OPTIONS what may be asked is not told what a page says.
        if request.method not in ("GET", "HEAD"):
            return None
        view = current_app.view_functions.get(request.endpoint or "")
        if view is None or request.endpoint == "static" or hasattr(view, "untagged"):
            return None
        try:
            with backend.searcher() as searcher:
                # Of the state before the answer: were it of a later one, whoever has the answer
                # would be told that it still holds.
                also = getattr(view, "tagged_by", None)
                more = (also(searcher),) if also else ()
                state = searcher.state
                g.state = (state.generation, state.articles, state.synced)
                g.tag = tag_of(g.state, clock().isoformat(), *more)
                if has_tag(request, g.tag):
                    searcher.check()
                    return not_modified()
                found = answers.find(g.tag, g.state)
                if found is not None:
                    searcher.check()
                    g.is_kept = True
                    if found.hits is not None:
                        note_hits(found.hits)
                    return found.response(time.perf_counter() - started)
        # The view says so, unless its parameters are wrong in the first place.
        except IndexStateError:
            g.tag = None
        return None

    @app.after_request
    def add_tag(response: Response) -> Response:
        tag = g.get("tag")
        if tag and response.status_code in (200, 304) and not response.cache_control.no_store:
            if response.status_code == 200 and request.method == "GET" and "is_kept" not in g:
                answers.keep(tag, g.state, response, hits_of(request.environ))
            response.set_etag(tag, weak=True)
        return response


def has_tag(asking: Request, tag: str) -> bool:
    """Whether somebody who asks has the answer with a tag already."""
    return asking.if_none_match.is_weak(tag) or asking.if_none_match.is_strong(tag)


def not_modified() -> Response:
    """Return the answer for those who have it already."""
    response = make_response("")
    response.status_code = 304
    response.headers["Cache-Control"] = "no-cache"
    return response


def tag_of(*depended_on: object) -> str:
    """Return the tag of the answer to the request that is being answered.

    Args:
        depended_on: what the answer depends on beside the program and the address; their
            ``repr`` tells them apart.
    """
    asked = tuple(map(request.environ.get, _ADDRESS))
    text = repr((_VERSION, asked, depended_on))
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:_HASH_CHARACTERS]


def _program() -> str:
    """Return the version, and a digest of what pages are made of.

    Whoever follows the sources has the same version for months.
    """
    digest = hashlib.sha256()
    for path in sorted(_PROGRAM.rglob("*")):
        if path.suffix in _WRITTEN:
            digest.update(path.read_bytes())
    return f"{version('cuttings')} {digest.hexdigest()}"


# Read with the program, so that no request waits for it.
_VERSION = _program()
