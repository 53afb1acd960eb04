"""The description document and the suggestions, as the specification has them."""

from __future__ import annotations

import json
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from webui.formats.opensearch import (
    SUGGESTIONS_TYPE,
    Suggestion,
    write_description,
    write_suggestions,
)

SPACE = "{http://a9.com/-/spec/opensearch/1.1/}"


def described() -> ElementTree.Element:
    """Return the parsed document of a server somewhere."""
    root = "https://news.example/cuttings/"
    pages = {"text/html": root, SUGGESTIONS_TYPE: f"{root}suggest.json"}
    document = write_description(pages, root, f"{root}opensearch.xml", f"{root}icon.svg?a=1&b=2")
    assert document.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    return ElementTree.fromstring(document)  # noqa: S314 - we wrote it


def test_the_document_has_what_the_specification_wants() -> None:
    """The elements that must be there are, once, within their lengths and without markup."""
    root = described()
    assert root.tag == f"{SPACE}OpenSearchDescription"
    for name, most in (("ShortName", 16), ("Description", 1024)):
        (text,) = [each.text or "" for each in root.findall(f"{SPACE}{name}")]
        assert 1 <= len(text) <= most
        assert not set("<>&") & set(text)
    assert root.findtext(f"{SPACE}InputEncoding") == "UTF-8"
    assert root.findtext(f"{SPACE}OutputEncoding") == "UTF-8"
    image = root.find(f"{SPACE}Image")
    assert image is not None
    assert image.text == "https://news.example/cuttings/icon.svg?a=1&b=2"
    assert image.attrib == {"width": "16", "height": "16", "type": "image/svg+xml"}


def test_each_address_is_a_template_of_its_kind() -> None:
    """One for people, one for suggestions and the document's own, each with known parameters."""
    urls = [each.attrib for each in described().findall(f"{SPACE}Url")]
    root = "https://news.example/cuttings/"
    assert urls == [
        {"type": "text/html", "template": f"{root}?q={{searchTerms}}"},
        {
            "type": "application/x-suggestions+json",
            "rel": "suggestions",
            "template": f"{root}suggest.json?q={{searchTerms}}",
        },
        {
            "type": "application/opensearchdescription+xml",
            "rel": "self",
            "template": f"{root}opensearch.xml",
        },
    ]


def test_the_example_is_a_query() -> None:
    """There is one example, as the specification recommends."""
    (example,) = described().findall(f"{SPACE}Query")
    assert example.attrib == {"role": "example", "searchTerms": "ferry"}


@given(
    typed=st.text(),
    found=st.lists(st.builds(Suggestion, query=st.text(), about=st.text(), url=st.text())),
)
def test_suggestions_are_four_columns(typed: str, found: list[Suggestion]) -> None:
    """Text, queries, descriptions and addresses come back from the JSON, in their order."""
    again = json.loads(write_suggestions(typed, found))
    assert again[0] == typed
    assert [Suggestion(*each) for each in zip(*again[1:], strict=True)] == found
