"""How a search is cited, and each of the articles that it found, in one style."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, render_template

from webui.formats.citations import Citation
from webui.formats.citing.bibliography import STYLES, bibliography
from webui.formats.citing.cited_search import CitedSearch, search_citations
from webui.formats.file_names import file_name
from webui.middleware.observing.noted import note_hits
from webui.page.addresses import absolute, search_url
from webui.page.controls import chips, shown_chips
from webui.search.backend import Backend, Finding
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.dates import today
from webui.search.criteria.parameters import ParameterError, choice, once
from webui.search.criteria.reading import parse_criteria
from webui.search.results.whole.exports import Manifest
from webui.views.http import file_response, html_response, parameters_of_request

MOST_CITED = 1000
"""Articles of a list of references, which is sorted; exports have all, whatever their number."""


def blueprint(backend: Backend) -> Blueprint:
    """Return the views of citations."""
    views = Blueprint("citation_lists", __name__)

    @views.get("/citations")
    def page() -> Response:
        """The search in each style, and its articles in one."""
        criteria, style = _asked()
        with backend.searcher() as searcher:
            criteria = criteria.with_providers(searcher.called)
            finding = searcher.find(criteria)
            manifest = finding.manifest()
            note_hits(manifest.total)
            cited = _cited(finding, style) if finding.total <= MOST_CITED else []
        return html_response(
            render_template(
                "citing/citations.html",
                chips=shown_chips(criteria),
                cited=cited,
                criteria=criteria,
                manifest=manifest,
                most=MOST_CITED,
                of_search=search_citations(
                    _cited_search(criteria, manifest, relaxed=finding.relaxed)
                ),
                style=style,
                styles=STYLES,
            )
        )

    @views.get("/citations.txt")
    def text() -> Response:
        """The articles in one style, as plain text."""
        criteria, style = _asked()
        with backend.searcher() as searcher:
            finding = searcher.find(criteria)
            note_hits(finding.total)
            if finding.total > MOST_CITED:
                message = (
                    f"q: the search finds {finding.total:,} articles, and a list of references "
                    f"has {MOST_CITED:,} at most. Narrow it down, or take an export, "
                    "which has all."
                )
                raise ParameterError("q", message)
            lines = "".join(f"{each.text}\n" for each in _cited(finding, style))
            name = file_name(finding.manifest(), "txt")
        return file_response(iter([lines.encode()]), "text/plain", name)

    return views


def _cited(finding: Finding, style: str) -> list[Citation]:
    return bibliography(finding.records(), style, today())


def _cited_search(criteria: Criteria, manifest: Manifest, *, relaxed: bool) -> CitedSearch:
    """Return what is cited, with an address that goes on meaning the same days and state."""
    asked = manifest.query
    lasting = criteria.changed(as_of=manifest.generation, find=())
    if criteria.last:
        lasting = lasting.changed(from_=asked.from_ or "", to=asked.to or "")
    listed = bool(criteria.id_ and not criteria.q)
    filters = [chip.label for chip in chips(lasting.changed(id_=()) if listed else lasting)]
    if relaxed:
        filters.append("Some of the words, as no article has all")
    if criteria.match == "any":
        filters.append("Any of the words")
    if criteria.sample:
        filters.append(f"A sample of {criteria.sample:,}, seed {criteria.seed}")
    if criteria.strata:
        filters.append(f"Drawn by {' and '.join(criteria.strata)}, {criteria.allocation}")
    if criteria.weeks:
        filters.append(f"Constructed weeks: {criteria.weeks:,}, seed {criteria.seed}")
    return CitedSearch(
        q=criteria.q,
        filters=filters,
        listed=listed,
        total=manifest.total,
        generation=manifest.generation,
        made=date.fromisoformat(manifest.time[:10]),
        accessed=today(),
        url=absolute(search_url(lasting)),
    )


def _asked() -> tuple[Criteria, str]:
    """Read the parameters: those of a search, and the style.

    Raises:
        ParameterError: one of them cannot be read.
    """
    parameters = parameters_of_request()
    criteria = parse_criteria(parameters, today(), extra=("style",))
    given = once("style", [text for text in parameters.get("style", ()) if text.strip()])
    return criteria, choice(*STYLES)("style", given.strip()) if given else next(iter(STYLES))
