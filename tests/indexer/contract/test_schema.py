"""What goes into fields and columns."""

from __future__ import annotations

import pickle

from indexer.contract.schema import (
    LINK_BYTES,
    SEARCHED_FIELDS,
    VERSION_FIELD,
    WORDS_SUFFIX,
    build_schema,
    domain_terms,
    link_digest,
    link_number,
    related_value,
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


def test_addresses_are_kept_as_digests() -> None:
    """The own one as a number, 0 where there is none, the related ones one after the other."""
    own, other = "https://a.example/1", "https://b.example/2"
    assert link_number(own).to_bytes(LINK_BYTES, "little") == link_digest(own)
    assert link_number("") == 0
    assert related_value([own, other]) == link_digest(own) + link_digest(other)
    assert related_value([]) == b""


def test_exact_words_stand_where_their_stems_do() -> None:
    """Each field of exact words has the positions of its stems, and is not scored by length."""
    schema = build_schema()
    text = "Operating C# to operate ... café's OPERATING"
    for name in SEARCHED_FIELDS:
        stems, words = schema[name], schema[name + WORDS_SUFFIX]
        assert (stems.scorable, words.scorable) == (True, False)
        places = [
            sorted(
                place
                for _, _, _, value in field.index(text)
                for place in field.format.decode_positions(value)
            )
            for field in (stems, words)
        ]
        assert places == [list(range(7))] * 2


def test_the_schema_holds_stock_classes_only() -> None:
    """A program without this package can read the pickled schema."""
    schema = build_schema()
    assert VERSION_FIELD in schema
    assert b"indexer" not in pickle.dumps(schema, 2)
