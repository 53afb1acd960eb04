"""Which addresses become links."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.parsing.urls import web_link


@pytest.mark.parametrize(
    "address",
    [
        "https://example.com/a?b=c#d",
        "http://EXAMPLE.com:8080",
        "HTTPS://münchen.de/ä",
        " https://a ",
    ],
)
def test_web_addresses_are_links(address: str) -> None:
    """Well-formed http and https addresses are kept as they are."""
    assert web_link(address) == address.strip()


@pytest.mark.parametrize(
    "address",
    [
        "", "/assets/a.jpg", "//example.com/a", "example.com", "javascript:alert(1)",
        "JavaScript:alert(1)//http://x", "data:text/html,x", "ftp://example.com", "https://",
        "https:///path", "http:example.com", "https://exa mple.com", "https://a\n.com",
        "java\tscript:alert(1)", "https://[::1", "https://a:b", "https://a:99999",
        "https:\\\\example.com", "https://a\x00b", "https://a\u00a0b",
    ],
)  # fmt: skip
def test_everything_else_is_not(address: str) -> None:
    """Other schemes, addresses without a host and malformed ones are no links."""
    assert web_link(address) == ""


@given(st.text())
def test_never_fails(address: str) -> None:
    """Whatever the text, the answer is the text itself or nothing."""
    assert web_link(address) in ("", address.strip())
