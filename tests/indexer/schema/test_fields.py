"""What goes into fields and columns."""

from __future__ import annotations

import pickle

from indexer.schema.fields import (
    LINK_BYTES,
    VERSION_FIELD,
    build_schema,
    domain_terms,
    link_digest,
    links_value,
)


def test_a_domain_is_found_by_itself_its_parents_and_its_labels() -> None:
    """bbc.co.uk finds news.bbc.co.uk, and so does bbc."""
    found = domain_terms("www.News.BBC.co.uk")
    assert found == ["news.bbc.co.uk", "bbc.co.uk", "co.uk", "uk", "news", "bbc", "co"]
    assert domain_terms("localhost") == ["localhost"]
    assert domain_terms("") == []


def test_a_text_too_long_for_a_domain_is_not_searched_as_one() -> None:
    """A domain of two million labels costs nothing."""
    assert domain_terms("a." * 2_000_000) == []


def test_links_begin_with_the_articles_own_address() -> None:
    """The column holds the own digest first, zeros where there is none, then the related ones."""
    own, other = "https://a.example/1", "https://b.example/2"
    assert links_value(own, [other]) == link_digest(own) + link_digest(other)
    assert links_value("", [other]) == bytes(LINK_BYTES) + link_digest(other)
    assert len(links_value(own, [])) == LINK_BYTES


def test_the_schema_holds_stock_classes_only() -> None:
    """A program without this package can read the pickled schema."""
    schema = build_schema()
    assert VERSION_FIELD in schema
    assert b"indexer" not in pickle.dumps(schema, 2)
