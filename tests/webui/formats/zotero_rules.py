"""What Zotero's connector makes of a page, by the rules of its translators.

Written down from "Embedded Metadata.js", "RDF.js" and "COinS.js" of
https://github.com/zotero/translators and ``parseContextObject`` of its utilities, as far as
they concern what an archive of newspaper articles says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote

Item = dict[str, str | list[str]]

_HIGHWIRE = {
    "citation_title": "title",
    "citation_publication_date": "date",
    "citation_journal_title": "publicationTitle",
    "citation_publisher": "publisher",
    "citation_abstract": "abstractNote",
    "citation_public_url": "url",
}
_CONTEXT = {
    "rft.title": "title",
    "rft.date": "date",
    "rft.publisher": "publisher",
    "rft.description": "abstractNote",
    "rft.type": "itemType",
    "rft.source": "publicationTitle",
}


def item_of_tags(tags: Iterable[tuple[str, str]]) -> Item:
    """Return what is made of the ``<meta>`` tags of a page: names and contents."""
    item: Item = {"itemType": "webpage", "tags": []}
    given = list(tags)
    for name, content in given:
        if name in ("citation_title", "citation_journal_title"):
            item["itemType"] = "journalArticle"
        for meta, field in _HIGHWIRE.items():
            if name.endswith(meta):
                item[field] = " ".join(content.split())
    item["tags"] = [content for name, content in given if name == "citation_keywords"]
    # What RDF says of the type goes before what the names of other tags let guess.
    for name, content in given:
        if name == "z:itemType":
            item["itemType"] = content
    return item


def item_of_context_object(text: str) -> Item:
    """Return what is made of the ``title`` of a span of COinS."""
    item: Item = {}
    tags: list[str] = []
    parts = [part.split("=") for part in text.split("&")]
    if ["rft_val_fmt", "info%3Aofi%2Ffmt%3Akev%3Amtx%3Adc"] in parts:
        item["itemType"] = "webpage"
    for key, written, *_ in parts:
        value = unquote(re.sub(r"\+|%2[bB]", " ", written), errors="strict")
        if key in _CONTEXT:
            item[_CONTEXT[key]] = value
        elif key == "rft.subject":
            tags.append(value)
        elif key in ("rft_id", "rft.identifier") and value.startswith(("http://", "https://")):
            item["url"] = value
    return item | {"tags": tags}
