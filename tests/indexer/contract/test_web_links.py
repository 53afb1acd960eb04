"""Which addresses become links."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.surroundings.web_links import web_link


@pytest.mark.parametrize(
    "address",
    [
        "https://example.com/a?b=c#d",
        "http://EXAMPLE.com:8080",
        "HTTPS://münchen.de/ä",
        " https://a ",
        "https://example.com/@author?mail=a@b.example#@",
        "https://example.com/\u0645\u06cc\u200c\u062e",
        "http://[2001:db8::1]:8080/",
        "https://under_score.example",
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
        "https://bank.example@evil.example/", "https://user:secret@evil.example/", "https://@a.example",
        "https://bank.example%40evil.example", "https://bank.example%2f@evil.example/",
        "https://bank.example\\@evil.example", "https://ev%69l.example", "https://a.example:0",
        "https://a.example/\u202egpj.exe", "https://bank.example\uff0f@evil.example",
        "https://bank.example\uff20evil.example", "https://a<b", "https://a|b.example", "https://a^b",
    ],
)  # fmt: skip
def test_everything_else_is_not(address: str) -> None:
    """Other schemes, addresses without a host, with a user, and malformed ones are no links."""
    assert web_link(address) == ""


@given(st.text())
def test_never_fails(address: str) -> None:
    """Whatever the text, the answer is the text itself or nothing."""
    assert web_link(address) in ("", address.strip())
