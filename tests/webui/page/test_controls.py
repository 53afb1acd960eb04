"""How values are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.webui.search import oracle
from tests.webui.search.library import asking, generated
from webui.formats.date_texts import day, moment
from webui.page.addresses import search_url
from webui.page.controls import chips, hidden_parameters, page_count, page_numbers
from webui.page.wording import bucket_label, percent, plural
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.facet_choices import choices


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 articles"), (1, "1 article"), (2137, "2,137 articles")]
)
def test_numbers_agree_with_their_nouns(count: int, text: str) -> None:
    """One article, two articles, thousands with a comma."""
    assert plural(count, "article") == text


def test_an_irregular_plural_is_given() -> None:
    """A noun may have a plural of its own."""
    assert plural(2, "other article", "others") == "2 others"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2021-08-27", "27 August 2021"),
        ("2021-08-27T23:59:59Z", "27 August 2021"),
        ("0999-05-01", "1 May 999"),
        ("9999-12-31", "31 December 9999"),
    ],
)
def test_days_are_written_out(text: str, written: str) -> None:
    """Every day of the calendar has a name, those before the year 1000 too."""
    assert day(text) == written


def test_moments_are_in_utc() -> None:
    """A moment is written to the minute, and says that it is UTC."""
    assert moment("2021-08-27T02:05:59Z") == "27 August 2021, 02:05 UTC"


@pytest.mark.parametrize(
    ("interval", "label"),
    [
        ("year", "2021"),
        ("month", "August 2021"),
        ("week", "Week of 2 August 2021"),
        ("day", "2 August 2021"),
    ],
)
def test_buckets_are_named_by_their_length(interval: str, label: str) -> None:
    """A bucket says no more of its date than it covers."""
    assert bucket_label("2021-08-02", interval) == label


@pytest.mark.parametrize(
    ("page", "pages", "shown"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (1, 9, [1, 2, 3, None, 9]),
        (5, 9, [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (6, 12, [1, None, 4, 5, 6, 7, 8, None, 12]),
        (12, 12, [1, None, 10, 11, 12]),
        (99, 3, [1, 3]),
    ],
)
def test_the_pager_shows_both_ends_and_the_neighbours(
    page: int, pages: int, shown: list[int | None]
) -> None:
    """A gap stands for two pages or more; a page beyond the last one has no neighbours."""
    if page > pages:
        assert set(page_numbers(page, pages)) <= {None, *range(1, pages + 1)}
    else:
        assert page_numbers(page, pages) == shown


@pytest.mark.parametrize(("total", "pages"), [(0, 1), (1, 1), (20, 1), (21, 2), (4958, 248)])
def test_pages_are_counted(total: int, pages: int) -> None:
    """The last page may be short, and there always is one."""
    assert page_count(total, 20) == pages


def test_a_search_has_a_short_address() -> None:
    """Defaults are left out; all of them give the bare address."""
    assert search_url(Criteria()) == "/"
    assert search_url(asking(q="a&b", provider=["x y"])) == "/?q=a%26b&provider=x+y"


def test_every_filter_has_a_chip() -> None:
    """Each active filter has one chip, whose link leads to the search without it."""
    criteria = asking(q="x", topic=["a", "b"], not_type=["c"], from_="2021", curated=True)
    found = list(chips(criteria))
    assert [chip.label for chip in found] == [
        "Topic: a",
        "Topic: b",
        "Type: not c",
        "From 2021",
        "Curated",
    ]
    assert found[0].without == asking(
        q="x", topic=["b"], not_type=["c"], from_="2021", curated=True
    )
    assert list(chips(Criteria(q="x", sort="heat", page=2))) == []
    (chip,) = chips(Criteria(q="x", in_=("title", "topics")))
    assert (chip.label, chip.without) == ("Only in title and topics", Criteria(q="x"))


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0 %"), (1e-9, "<0.1 %"), (0.00099, "<0.1 %"), (0.001, "0.1 %"), (0.0123, "1.2 %"),
        (0.1, "10 %"), (0.125, "12 %"), (0.5, "50 %"), (1.0, "100 %"),
    ],
)  # fmt: skip
def test_shares_are_percentages(share: float, text: str) -> None:
    """Two digits are enough, and what is not zero is never called so."""
    assert percent(share) == text


@generated(200)
@given(oracle.criteria, st.booleans())
def test_controls_and_hidden_fields_are_the_whole_search(criteria: Criteria, fold: bool) -> None:
    """What the form keeps hidden is what has no control; both together are all parameters."""
    search = criteria.changed(
        page=2,
        group="story" if fold else "",
        images=fold,
        find=choices({"type": ["x"]}),
        measure="share",
    )
    hidden = list(hidden_parameters(search))
    controls = {
        "q", "provider", "topic", "type", "not_provider", "not_topic", "not_type",
        "find_provider", "find_topic", "find_type",
        "from", "to", "last", "date", "min_quality", "curated", "match", "page",
        "sample", "seed", "strata", "allocation", "weeks",
    }  # fmt: skip
    assert not controls & {name for name, _ in hidden}
    assert hidden == [pair for pair in search.parameters() if pair[0] not in controls]
