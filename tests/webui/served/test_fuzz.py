from __future__ import annotations

from urllib.parse import quote_from_bytes

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.webui.parsed_page import Page
from webui.search.criteria.criteria import Criteria

pytestmark = pytest.mark.slow

EXAMPLES = settings(max_examples=50, derandomize=True, deadline=None)

NAMES = [name.rstrip("_") for name in Criteria.__dataclass_fields__ if name != "today"]

FRAGMENTS = st.sampled_from(
    [
        "ferry", "strike", '"', "(", ")", "*", "~", "~9", ":", "title:", "provider:", "site:",
        "quality:>", "after:", "published:2022", "is:curated", "OR", "NOT", "AND", "-", "\\", "'",
        "<b>", "&amp;", "\x00", "\u202e", "é", "中文", "\U0001f9a6", "%", " ", "..", "[a TO b]",
        "{", "}", "^2", "?", "/", "9" * 30,
    ]
)  # fmt: skip
TEXTS = st.lists(FRAGMENTS | st.text(max_size=8), max_size=8).map("".join)
VALUES = st.one_of(
    TEXTS,
    st.integers(-(10**20), 10**20).map(str),
    st.dates().map(str),
    st.integers(0, 10**5).map(lambda number: f"{number}d"),
    st.sampled_from(
        ["none", "any", "newest", "relevance", "2022", "2022-06", "9999-12-31", "0001"]
    ),
)
PAIRS = st.lists(st.tuples(st.sampled_from([*NAMES, "Q", "", "x[]"]), VALUES), max_size=6)

# Percent signs that encode nothing, bytes that are not UTF-8, signs out of place.
RAW = st.lists(
    st.sampled_from(
        [b"q=", b"page=", b"&", b";", b"=", b"%", b"%zz", b"%ff", b"%00", b"%F0%9F", b"%u0041"]
    )
    | st.binary(max_size=6),
    max_size=10,
).map(b"".join)


def assert_answered(client: FlaskClient, address: str) -> None:
    """Check that an address below the page and the API is answered, for good or bad reasons."""
    response = client.get(f"/api/search{address}")
    assert response.status_code in (200, 400), address
    assert response.json is not None
    # Empty parameters lead to the page without them.
    page = client.get(f"/{address}", follow_redirects=True)
    assert page.status_code == response.status_code, address
    Page(page.text)
    if response.status_code == 400:
        assert response.json["error"]["parameter"] is not None


@EXAMPLES
@given(pairs=PAIRS)
def test_no_parameters_are_an_internal_error(
    client: FlaskClient, pairs: list[tuple[str, str]]
) -> None:
    """Any parameters, repeated or not, are answered with 200 or 400, by page and API alike."""
    address = "&".join(
        f"{quote_from_bytes(name.encode())}={quote_from_bytes(value.encode(errors='replace'))}"
        for name, value in pairs
    )
    assert_answered(client, f"?{address}")


@EXAMPLES
@given(raw=RAW)
def test_no_query_string_is_an_internal_error(client: FlaskClient, raw: bytes) -> None:
    """A query string need not be one: broken escapes and any bytes are answered."""
    address = raw.replace(b"#", b"").decode("latin-1")
    for path in ("/", "/api/search"):
        response = client.get(path, environ_overrides={"QUERY_STRING": address})
        assert response.status_code in (200, 302, 400), address


@EXAMPLES
@given(text=TEXTS)
def test_no_query_is_an_error(client: FlaskClient, text: str) -> None:
    """The query text itself is never answered with 400."""
    address = quote_from_bytes(text.encode(errors="replace"))
    assert client.get(f"/?q={address}", follow_redirects=True).status_code == 200


@EXAMPLES
@given(path=st.binary(max_size=30))
@pytest.mark.parametrize("start", ["/", "/article/", "/api/articles/", "/api/", "/static/"])
def test_no_path_is_an_internal_error(client: FlaskClient, start: str, path: bytes) -> None:
    """Any bytes in the path lead to a page, a redirection or "not found"."""
    environ = {"PATH_INFO": start + path.decode("latin-1")}
    response = client.get("/", environ_overrides=environ)
    assert response.status_code in (200, 308, 404), environ


@EXAMPLES
@given(
    headers=st.dictionaries(
        st.sampled_from(
            ["Accept", "Accept-Language", "Cookie", "If-None-Match", "If-Modified-Since", "Range",
             "Content-Type", "X-Forwarded-Host", "X-Forwarded-For", "Forwarded", "Authorization"]
        ),
        st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f")),
        max_size=4,
    )
)  # fmt: skip
@pytest.mark.parametrize("path", ["/", "/static/styles/site.css"])
def test_no_header_is_an_internal_error(
    client: FlaskClient, path: str, headers: dict[str, str]
) -> None:
    """Headers that nobody asked for change nothing that hurts."""
    assert client.get(path, headers=headers).status_code in (200, 206, 304, 412, 416)
