"""Names are decoded, spellings folded, and each is one provider's."""

from __future__ import annotations

import pickle
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.contract.aliases import (
    NO_ALIASES,
    Aliases,
    aliases_of_array,
    bare_domain,
    decoded_name,
    folded_name,
)
from indexer.contract.article import Article, Provider, article_from_stored, stored_rest

ALIASES = Aliases.of_entries([("La Nación", ["Nacion, La", "lanacion.example"]), ("Wire", [])])


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Morningstar%2c Inc.", "Morningstar, Inc."),
        ("Caf%C3%A9  News", "Café News"),
        ("Cafe%CC%81", "Café"),
        ("100%25 News", "100% News"),
        ("100%2525 News", "100% News"),
        ("%E2%82%AC%20uro", "€ uro"),
        ("A%20%20B%0A", "A B"),
        ("100% News", "100% News"),
        ("50%ab", "50%ab"),
        ("%00x", "%00x"),
        ("%E2%80%8Bx", "%E2%80%8Bx"),
        ("Canal+ %2B", "Canal+ +"),
        ("%zz %4", "%zz %4"),
        ("%25" * 1000, "%25" * 1000),
    ],
)
def test_escapes_are_decoded_where_that_is_safe(written: str, name: str) -> None:
    """Whole characters that can be seen are decoded; whatever else there is stays."""
    assert decoded_name(written) == name


@given(st.text("%0123456789abcdefEC \x00éa", max_size=30))
@example("%2525252525")
@example("%%343100")
def test_a_decoded_name_is_decoded(text: str) -> None:
    """Decoding once more changes nothing, so that it does not matter who has done it."""
    name = decoded_name(text)
    assert decoded_name(name) == name
    assert len(name) <= len(unicodedata.normalize("NFC", text))


@given(st.text(max_size=20))
def test_folding_is_done_once(text: str) -> None:
    """Folding once more changes nothing, and case and spaces make no difference."""
    folded = folded_name(text)
    assert folded_name(folded) == folded
    assert folded_name(f"  {text}\t") == folded


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("www.Example.COM", "example.com"),
        ("example.com.", "example.com"),
        ("news.bbc.co.uk", "news.bbc.co.uk"),
        ("müller.example", "müller.example"),
        ("U.S. News", ""),
        ("Inc.", ""),
        ("example", ""),
        (f"{'a.' * 127}aa", ""),
    ],
)
def test_domains_are_told_from_names(text: str, domain: str) -> None:
    """A domain has dots between its labels and nothing else, and is not too long."""
    assert bare_domain(text) == domain


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("nacion, la", "La Nación"),
        ("LA NACION", "La Nación"),
        ("Nacion%2C La", "La Nación"),
        ("www.lanacion.example", "La Nación"),
        ("wire", "Wire"),
        ("Somebody%2c else", "Somebody, else"),
        ("", ""),
    ],
)
def test_any_spelling_is_called_by_the_name(text: str, name: str) -> None:
    """What is nobody's spelling is called as it is written, decoded."""
    assert ALIASES.called(text) == name


@pytest.mark.parametrize(
    ("name", "domain", "called", "spelling"),
    [
        ("Nacion, La", "", "La Nación", "Nacion, La"),
        ("La Nación", "", "La Nación", None),
        ("la nacion", "", "La Nación", "la nacion"),
        ("", "lanacion.example", "La Nación", ""),
        ("Deportes", "www.lanacion.example", "La Nación", "Deportes"),
        ("Wire", "lanacion.example", "Wire", None),
        ("Wire!", "", "Wire!", None),
    ],
)
def test_a_provider_keeps_what_its_file_says(
    name: str, domain: str, called: str, spelling: str | None
) -> None:
    """What an alias replaced is there to be restored, also after the article was stored."""
    provider = ALIASES.applied(Provider(name, domain))
    assert provider == Provider(called, domain, spelling)
    assert ALIASES.applied(provider) == provider
    assert NO_ALIASES.applied(provider) == Provider(name, domain)
    article = Article("a", "A", provider=provider)
    stored = {"id": "a", "title": "A", "rest": stored_rest(article)}
    assert article_from_stored(stored).provider == provider


def test_aliases_are_the_same_in_any_order() -> None:
    """Neither the order of the names nor that of their spellings is a difference."""
    other = Aliases.of_entries([("Wire", ()), ("La Nación", ["lanacion.example", "Nacion, La"])])
    assert other == ALIASES
    assert other.domains == {"lanacion.example": "La Nación"}
    assert other.folded == {"la nacion", "nacion, la", "lanacion.example", "wire"}


@pytest.mark.parametrize("aliases", [NO_ALIASES, ALIASES])
def test_aliases_can_be_kept_and_sent(aliases: Aliases) -> None:
    """The array that an index keeps them in gives them back; so does another process."""
    for copy in (aliases_of_array(aliases.as_array()), pickle.loads(pickle.dumps(aliases))):
        assert copy == aliases
        assert copy.called("nacion, la") == aliases.called("nacion, la")
