"""OpenSearch: how a browser learns to search here, and what its address bar is told.

The document is that of https://github.com/dewitt/opensearch (1.1, draft 6), and suggestions
are those of its extension of that name. ``SearchForm`` is Mozilla's: where an empty search leads.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

DESCRIPTION_TYPE = "application/opensearchdescription+xml"
SUGGESTIONS_TYPE = "application/x-suggestions+json"

_NAMESPACE = "http://a9.com/-/spec/opensearch/1.1/"
_MOZILLA = "http://www.mozilla.org/2006/browser/search/"
# Sixteen characters at the most.
_NAME = "Cuttings"
_DESCRIPTION = "Search the news articles of this archive"
_TERMS = "{searchTerms}"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a browser is told of something that may be meant.

    Attributes:
        query: what is searched for if it is chosen.
        about: what it is, and how many articles there are.
        url: where it leads, for browsers that follow it.
    """

    query: str
    about: str
    url: str


def write_description(pages: Mapping[str, str], form: str, own: str, icon: str) -> bytes:
    """Return the OpenSearch description document, in UTF-8.

    Args:
        pages: whole addresses that take a query as ``q``, by the type of what they answer.
        form: whole address of the page to search on.
        own: whole address of the document itself.
        icon: whole address of a picture in SVG.
    """
    ElementTree.register_namespace("", _NAMESPACE)
    ElementTree.register_namespace("moz", _MOZILLA)
    root = ElementTree.Element(_tag("OpenSearchDescription"))

    def add(name: str, text: str = "", **attributes: str) -> None:
        ElementTree.SubElement(root, name, attributes).text = text or None

    add(_tag("ShortName"), _NAME)
    add(_tag("Description"), _DESCRIPTION)
    add(_tag("InputEncoding"), "UTF-8")
    add(_tag("OutputEncoding"), "UTF-8")
    add(_tag("Image"), icon, width="16", height="16", type="image/svg+xml")
    for kind, page in pages.items():
        rel = {"rel": "suggestions"} if kind == SUGGESTIONS_TYPE else {}
        add(_tag("Url"), type=kind, template=f"{page}?q={_TERMS}", **rel)
    add(_tag("Url"), type=DESCRIPTION_TYPE, rel="self", template=own)
    add(_tag("Query"), role="example", searchTerms="ferry")
    add(f"{{{_MOZILLA}}}SearchForm", form)
    ElementTree.indent(root)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def write_suggestions(typed: str, suggestions: Iterable[Suggestion]) -> str:
    """Return suggestions as JSON: what was typed, queries, what each is, where each leads."""
    found = list(suggestions)
    columns = [[each.query for each in found], [each.about for each in found]]
    return json.dumps([typed, *columns, [each.url for each in found]], ensure_ascii=False)


def _tag(name: str) -> str:
    return f"{{{_NAMESPACE}}}{name}"
