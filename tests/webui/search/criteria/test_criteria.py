"""The state of a search URL."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.webui.search.library import TODAY, asking, generated
from webui.search.criteria.criteria import MAX_VALUES, SEARCHED, SIZES, SORTS, Criteria, searched_in
from webui.search.criteria.dates import Span
from webui.search.criteria.parameters import ParameterError
from webui.search.criteria.reading import parse_criteria, readable

# Values arrive without white space round them, and some may not be empty.
TEXT = st.text(max_size=10).map(str.strip)
VALUES = st.lists(TEXT.filter(bool), unique=True, max_size=3).map(tuple)
DATES = st.sampled_from(
    [{}, {"from_": "2020"}, {"to": "2021-08"}, {"from_": "2020-02-29", "to": "2020-02"},
     {"last": "3m"}, {"date": "none"}]
)  # fmt: skip


@generated(200)
@given(
    DATES,
    st.fixed_dictionaries(
        {},
        optional={
            "q": TEXT,
            **dict.fromkeys(
                ("provider", "topic", "type", "not_provider", "not_topic", "not_type"), VALUES
            ),
            "min_quality": st.integers(-(2**31), 2**31 - 1),
            "curated": st.booleans(),
            "added_from": st.sampled_from(["2020", "2021-02"]),
            "added_to": st.sampled_from(["2021-02-28", "2022"]),
            "as_of": st.integers(0, 2**31 - 1),
            "since": st.integers(0, 2**31 - 1),
            "id_": VALUES,
            "sampling": st.sampled_from(
                [
                    {},
                    {"sample": 50},
                    {"sample": 5, "seed": 0, "strata": ("provider", "month")},
                    {"weeks": 6, "seed": 2},
                    {"sample": 9, "strata": ("month",), "allocation": "equal"},
                ]
            ),
            "match": st.sampled_from(["all", "any"]),
            "in_": st.lists(st.sampled_from(SEARCHED), unique=True).map(searched_in),
            "sort": st.sampled_from(SORTS),
            "group": st.sampled_from(["", "story"]),
            "measure": st.sampled_from(["count", "share"]),
            "unit": st.sampled_from(["article", "story", "provider"]),
            "base": st.sampled_from(["all", "filtered"]),
            "band": st.booleans(),
            "images": st.booleans(),
            "find_topic": TEXT.map(lambda text: [text]),
            "page": st.integers(1, 10**9),
            "size": st.sampled_from(SIZES),
            "facet_size": st.integers(1, 1000),
        },
    ),
)
def test_a_link_leads_to_the_search_it_was_made_from(
    dates: dict[str, Any], values: dict[str, Any]
) -> None:
    """Parsing a query string gives the criteria that wrote it."""
    sampling = values.pop("sampling", {})
    criteria = asking(**dates, **sampling, **values, today=TODAY)
    parsed = parse_criteria(parse_qs(urlencode(criteria.parameters())), TODAY)
    assert parsed == criteria
    assert parsed.parameters() == criteria.parameters()
    assert criteria.encoded == urlencode(criteria.parameters())


@generated(300)
@given(
    st.dictionaries(
        st.one_of(st.sampled_from([*Criteria.__dataclass_fields__, "from", "last"]), st.text()),
        st.lists(st.one_of(st.text(), st.sampled_from(["1", "2021", "7d", "none"])), max_size=2),
        max_size=3,
    )
)
def test_any_parameters_are_read_or_named(parameters: dict[str, list[str]]) -> None:
    """Parameters give criteria, or an error that names one of them; never for the query."""
    rest = readable(parameters, TODAY)
    with suppress(ParameterError):
        criteria = parse_criteria(parameters, TODAY)
        assert rest == criteria
        assert parse_criteria(parse_qs(urlencode(criteria.parameters())), TODAY) == criteria
        return
    with pytest.raises(ParameterError) as raised:
        parse_criteria(parameters, TODAY)
    error = raised.value
    assert error.parameter in parameters
    assert error.parameter != "q"
    assert error.parameter[:50] in error.message
    assert error.message == str(error)
    assert error.message[-1] in ".?"


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("from", ["yesterday"]), ("from", ["2021-02-30"]), ("from", ["2020", "2021"]),
        ("to", ["2021-13"]), ("last", ["7h"]), ("last", ["9999y"]), ("date", ["some"]),
        ("min_quality", ["high"]), ("min_quality", ["1.5"]), ("min_quality", ["9" * 5000]),
        ("min_quality", ["٣"]), ("min_quality", [str(2**31)]), ("curated", ["yes"]),
        ("added_from", ["soon"]), ("added_to", ["2021-02-30"]), ("added_from", ["2020", "2021"]),
        ("as_of", ["now"]), ("since", ["-1"]), ("since", ["yesterday"]), ("since", ["1", "2"]),
        ("sample", ["0"]), ("sample", ["1000001"]), ("sample", ["some"]), ("seed", ["-1"]),
        ("weeks", ["0"]), ("weeks", ["1001"]), ("strata", ["topic"]), ("strata", ["provider"]),
        ("allocation", ["fair"]), ("allocation", ["equal"]),
        ("id", [str(n) for n in range(MAX_VALUES + 1)]),
        ("match", ["some"]), ("sort", ["best"]), ("sort", ["newest", "oldest"]), ("page", ["0"]),
        ("page", ["-1"]), ("page", ["1e3"]), ("page", ["1000000001"]), ("size", ["15"]),
        ("size", ["1000"]), ("facet_size", ["0"]), ("facet_size", ["1001"]),
        ("topic", [str(n) for n in range(MAX_VALUES + 1)]), ("today", ["2021-01-01"]),
        ("from_", ["2021"]), ("Page", ["1"]), ("nonsense", ["1"]), ("nonsense", [""]),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named(name: str, texts: list[str]) -> None:
    """A bad value, a repeated single value or an unknown name: the error says which."""
    with pytest.raises(ParameterError) as raised:
        parse_criteria({"q": ["x"], name: texts}, TODAY)
    assert raised.value.parameter == name
    assert name in raised.value.message


@pytest.mark.parametrize(
    ("parameters", "named"),
    [
        ({"from": ["2021"], "last": ["7d"]}, "last"),
        ({"to": ["2021"], "date": ["none"]}, "date"),
        ({"last": ["7d"], "date": ["none"]}, "date"),
        ({"from": ["2021-02"], "to": ["2021-01"]}, "from"),
        ({"added_from": ["2021-02"], "added_to": ["2021-01"]}, "added_from"),
    ],
)
def test_dates_that_contradict_each_other_are_refused(
    parameters: dict[str, list[str]], named: str
) -> None:
    """Two ways to give dates, or an end before the beginning, are an error."""
    with pytest.raises(ParameterError) as raised:
        parse_criteria(parameters, TODAY)
    assert raised.value.parameter == named


@pytest.mark.parametrize(
    ("names", "named"),
    [
        (("page", "measure"), "page"),
        (("measure", "page"), "measure"),
        (("size", "colour"), "size"),
        (("colour", "size"), "colour"),
        (("find_topic", "page"), "find_topic"),
    ],
)
def test_the_first_parameter_that_is_wrong_is_named(names: tuple[str, ...], named: str) -> None:
    """Of several, the error is about the one that comes first in the address."""
    with pytest.raises(ParameterError) as caught:
        parse_criteria({name: ["x", "y"] for name in names}, TODAY)
    assert caught.value.parameter == named


def test_what_can_be_read_is_what_is_left_without_the_rest() -> None:
    """One parameter that is wrong costs none of the others."""
    given = {
        "q": ["x"],
        "from": ["2022"],
        "to": ["2021"],
        "page": ["x"],
        "y": ["z"],
        "size": ["50"],
    }
    assert readable(given, TODAY) == asking(q="x", to="2021", size=50)


def test_an_unknown_parameter_is_answered_with_the_one_that_was_meant() -> None:
    """The message offers the nearest name, or lists all."""
    with pytest.raises(ParameterError, match="did you mean provider"):
        parse_criteria({"provder": ["x"]}, TODAY)
    with pytest.raises(ParameterError, match="known are q, provider, topic"):
        parse_criteria({"zzz": ["x"]}, TODAY)


def test_parameters_that_a_caller_reads_itself_are_no_errors() -> None:
    """Names in ``extra`` are passed over."""
    assert parse_criteria({"format": ["x"]}, TODAY, extra=["format"]) == Criteria()


def test_empty_values_count_as_not_given() -> None:
    """A form sends every field; the empty ones change nothing."""
    given_empty = {name: ["", " "] for name in ("q", "from", "last", "page", "sort", "topic")}
    assert parse_criteria(given_empty, TODAY) == Criteria()


def test_repeated_values_are_kept_once_in_order() -> None:
    """A facet's value counts once, however often it is given."""
    assert parse_criteria({"topic": ["b", "a", "b"]}, TODAY).included("topic") == (
        "b",
        "a",
    )


def test_bytes_that_are_no_text_are_replaced() -> None:
    """Lone surrogates, as a command line may hold them, never reach a URL or JSON."""
    criteria = parse_criteria({"q": ["a\udcff"], "topic": ["\ud800"]}, TODAY)
    assert (criteria.q, criteria.included("topic")) == ("a?", ("?",))


def test_the_span_is_what_the_dates_say() -> None:
    """``from`` begins with its first day, ``to`` ends with its last, ``last`` counts from today."""
    assert Criteria(from_="2021-02", to="2021-02").span == Span(date(2021, 2, 1), date(2021, 2, 28))
    assert Criteria(last="2d", today=TODAY).span == Span(date(2021, 8, 31), TODAY)
    assert Criteria(date="none").span == Span()


def test_the_order_depends_on_the_query() -> None:
    """Relevance with a query, newest without, unless one is asked for."""
    assert Criteria(q="x").effective_sort == "relevance"
    assert Criteria().effective_sort == "newest"
    assert Criteria(q="x", sort="oldest").effective_sort == "oldest"


def test_changes_go_back_to_page_one() -> None:
    """Any change but that of the page leads to the first page; the original stays."""
    criteria = asking(q="x", page=3, topic=["a"])
    assert criteria.changed(q="y").page == 1
    assert criteria.changed(page=4) == asking(q="x", page=4, topic=["a"])
    assert criteria.including("topic") == Criteria(q="x")
    assert criteria.page == 3


def test_a_change_of_dates_drops_the_other_ways_to_give_them() -> None:
    """No link on a page contradicts itself."""
    for start in (
        Criteria(from_="2020", to="2021"), Criteria(last="7d"), Criteria(date="none"),
    ):  # fmt: skip
        changes: tuple[dict[str, Any], ...] = (
            {"from_": "2019"}, {"last": "1y"}, {"date": "none"}, {"last": ""},
        )  # fmt: skip
        for change in changes:
            changed = start.changed(**change, today=TODAY)
            assert parse_criteria(parse_qs(urlencode(changed.parameters())), TODAY) == changed


def test_without_filters_the_query_stays() -> None:
    """Query, order, page size and match are no filters."""
    full = asking(
        q="x", provider=["a"], not_type=["b"], from_="2021", min_quality=1, curated=True,
        sort="oldest", size=50, match="any", page=2,
    )  # fmt: skip
    assert full.without_filters() == Criteria(q="x", sort="oldest", size=50, match="any")
    assert full.filters() == {
        "provider": ["a"], "not_type": ["b"], "from": "2021", "min_quality": 1, "curated": True,
    }  # fmt: skip
