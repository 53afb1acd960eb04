"""Coverage over time: the drawing on the search page, the same as a table, and their links."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.articles import write_article
from tests.webui.clients import client_of, page_of
from tests.webui.parsed_page import Element, Page
from tests.webui.serving import sync_into
from tests.webui.views.test_api import get
from tests.webui.views.test_search import chosen, parameters
from webui.page.charts.bar_chart import HEIGHT
from webui.page.wording import bucket_label, percent, plural

SEARCHES = (
    "",
    "q=ferry",
    "q=ferry&measure=share",
    "q=the&from=2022-06&to=2022-11",
    "topic=Transport&from=2023&sort=oldest&group=story&size=50",
)


def buckets(client: FlaskClient, search: str) -> tuple[str, list[dict[str, Any]]]:
    """Return the interval and the buckets that the API has for a search."""
    facet = get(client, f"/api/search?{search}")["facets"]["date"]
    return facet["interval"], facet["buckets"]


def places(page: Page) -> list[Element]:
    """Return what the drawing has for each bucket: a link, or a mark that nothing was imported."""
    (drawing,) = (each for each in page.all("svg") if "data-brush" in each.attributes)
    return [each for each in drawing.inside if "data-start" in each.attributes]


def rows(page: Page) -> list[Element]:
    """Return the rows of the table."""
    return page.one("details", class_="dates-table").one("tbody").all("tr")


def counting(page: Page) -> Element:
    """Return the control of what is counted."""
    return page.one("details", class_="counting")


def in_words(bucket: dict[str, Any]) -> str:
    """Return what is to be said of a bucket."""
    if not bucket["all"]:
        return "nothing imported"
    share, low, high = (percent(bucket[name]) for name in ("ratio", "low", "high"))
    few = "only " if bucket["all"] < 30 else ""
    found, who = plural(bucket["count"], "article"), plural(bucket["providers"], "provider")
    return f"{found} of {few}{bucket['all']}, {share} (95 %: {low} to {high}); {who}"


@pytest.mark.parametrize("search", SEARCHES)
def test_each_bar_says_and_leads_to_its_bucket(client: FlaskClient, search: str) -> None:
    """A bar is named with its time and count, and is a link to so many articles."""
    page = page_of(client, f"/?{search}")
    interval, shown = buckets(client, search)
    assert len(places(page)) == len(shown) > 1
    for place, bucket in zip(places(page), shown, strict=True):
        label = f"{bucket_label(bucket['start'], interval)}: {in_words(bucket)}"
        assert place.one("title").text == label
        days = place.attributes["data-start"], place.attributes["data-end"]
        assert bucket["start"] <= days[0] <= days[1] <= bucket["end"]
        if not bucket["all"]:
            assert place.tag == "g"
            assert place.one("rect").classes == ["nothing"]
            continue
        asked = {**parameters(f"/?{search}"), "from": [days[0]], "to": [days[1]]}
        assert parameters(place.href) == asked
        assert get(client, f"/api/search{place.href[1:]}")["total"] == bucket["count"]
        bars = [each for each in place.all("rect") if "bar" in each.classes]
        assert len(bars) == (bucket["count"] > 0)


@pytest.mark.parametrize("search", SEARCHES)
def test_the_table_has_every_bucket(client: FlaskClient, search: str) -> None:
    """The table says of each bucket how many were found, how many there are, and the share."""
    page = page_of(client, f"/?{search}")
    interval, shown = buckets(client, search)
    dated = [row for row in rows(page) if row.one("th").text != "No date"]
    for row, place, bucket in zip(dated, places(page), shown, strict=True):
        assert row.one("th").text == bucket_label(bucket["start"], interval)
        cells = [cell.text for cell in row.all("td")]
        if bucket["all"]:
            share, low, high = (percent(bucket[name]) for name in ("ratio", "low", "high"))
            numbers = [str(bucket[name]) for name in ("count", "all", "providers")]
            assert cells == [*numbers[:2], share, f"{low} to {high}", numbers[2]]
            assert row.one("a").href == place.href
        else:
            assert cells == ["nothing imported"]
            assert not row.all("a")


def test_the_drawing_is_for_the_eye_only(client: FlaskClient) -> None:
    """Who cannot see it gets the table; its links are no stops of the keyboard."""
    page = page_of(client, "/?q=ferry")
    (drawing,) = (each for each in page.all("svg") if "data-brush" in each.attributes)
    assert drawing.attributes["aria-hidden"] == "true"
    assert {link.attributes["tabindex"] for link in drawing.all("a")} == {"-1"}
    assert page.one("details", class_="dates-table").one("summary").text.startswith("By month")


def test_times_without_any_article_are_marked(client: FlaskClient) -> None:
    """That nothing was imported is told apart from that nothing was found, and explained."""
    page = page_of(client, "/?q=ferry")
    _, shown = buckets(client, "q=ferry")
    nothing = [place for place in places(page) if place.tag == "g"]
    assert len(nothing) == sum(not bucket["all"] for bucket in shown) > 0
    assert any(bucket["all"] and not bucket["count"] for bucket in shown)
    signs = page.one("p", class_="signs")
    assert "nothing imported" in signs.text
    assert page.one("span", class_="key-nothing") in signs.inside


def test_where_something_is_always_imported_no_mark_is_explained(tmp_path: Path) -> None:
    """Without such times neither the drawing nor the table speaks of them."""
    for day in (1, 2, 3):
        write_article(tmp_path / "articles", str(day), publishedDateTime=f"2021-08-0{day}")
    client = client_of(sync_into(tmp_path / "index", tmp_path / "articles"))
    page = page_of(client, "/")
    assert len(places(page)) == len(rows(page)) == 3
    assert not page.all("span", class_="key-nothing")
    assert "nothing imported" not in page.main.text


@pytest.mark.parametrize("measure", ["count", "share"])
def test_bars_are_as_high_as_what_they_measure(client: FlaskClient, measure: str) -> None:
    """By count or by share of the bucket's articles, the highest one fills the drawing."""
    search = f"q=ferry&measure={measure}&band=0"
    page = page_of(client, f"/?{search}")
    _, shown = buckets(client, search)
    amounts = [
        (bucket["ratio"] or 0) if measure == "share" else bucket["count"] for bucket in shown
    ]
    assert max(amounts) == (1 if measure == "share" else 5)
    for place, amount in zip(places(page), amounts, strict=True):
        bars = [each for each in place.all("rect") if "bar" in each.classes]
        drawn = float(bars[0].attributes["height"]) if bars else 0
        assert drawn == pytest.approx(HEIGHT * amount / max(amounts), abs=0.1)
    (highest,) = page.all("span", class_="highest")
    assert highest.text == ("100 %" if measure == "share" else "5")


def test_the_measure_is_a_choice(client: FlaskClient) -> None:
    """Counts and shares lead to each other; the page and the rest of the search stay."""
    page = page_of(client, "/?q=the&page=2")
    assert chosen(page, "Show") == ["Counts"]
    assert counting(page).one("summary").text == "Articles a month"
    link = page.link("Shares")
    assert parameters(link) == {"q": ["the"], "page": ["2"], "measure": ["share"]}
    shares = page_of(client, link)
    assert chosen(shares, "Show") == ["Shares"]
    assert counting(shares).one("summary").text == "Share of all articles a month"
    assert shares.link("Counts") == "/?q=the&page=2"
    assert [hit.text for hit in shares.hits] == [hit.text for hit in page.hits]


@pytest.mark.parametrize("dates", ["", "from=2022&to=2023", "last=3w", "date=none"])
def test_the_usual_periods_are_a_click_away(client: FlaskClient, dates: str) -> None:
    """A preset takes the place of whatever dates were asked for; the archive ended long ago."""
    page = page_of(client, f"/?q=the&{dates}")
    for label, first in (("7 days", "24-12-24"), ("30 days", "24-12-01"), ("1 year", "23-12-31")):
        link = page.link(label)
        assert parameters(link) == {"q": ["the"], "from": [f"20{first}"], "to": ["2024-12-30"]}
        assert chosen(page_of(client, link), "Dates") == [label]


@pytest.mark.parametrize("dates", ["from=2022&to=2023", "from=2022", "to=2023", "last=7d"])
def test_all_dates_takes_the_dates_off(client: FlaskClient, dates: str) -> None:
    """Under dates there is a link to the search without them; without, it is what is chosen."""
    page = page_of(client, f"/?q=ferry&{dates}&sort=oldest")
    assert page.link("All dates") == "/?q=ferry&sort=oldest"
    without = page_of(client, page.link("All dates"))
    assert chosen(without, "Dates") == ["All dates"]


def test_silence_before_and_after_is_a_click_away(client: FlaskClient) -> None:
    """Where the index reaches beyond the hits, a link shows them in all of its time."""
    page = page_of(client, "/?q=ferry+tomography&match=any&sort=oldest")
    everything = buckets(client, "")[1]
    (link,) = (each for each in page.all("a") if each.text == "over the whole archive")
    wanted = parameters(link.href)
    first, last = wanted.pop("from")[0], wanted.pop("to")[0]
    assert wanted == {"q": ["ferry tomography"], "match": ["any"], "sort": ["oldest"]}
    assert everything[0]["start"] <= first <= everything[0]["end"]
    assert everything[-1]["start"] <= last <= everything[-1]["end"]
    whole = page_of(client, link.href)
    assert [hit.text for hit in whole.hits] == [hit.text for hit in page.hits]
    shown = buckets(client, link.href.removeprefix("/?"))[1]
    assert shown[0]["start"] <= first
    assert last <= shown[-1]["end"]
    for silent in ("/", link.href, "/?q=zzzqqq", "/?q=ferry&date=none"):
        links = page_of(client, silent).all("a")
        assert not [each for each in links if each.text == "over the whole archive"]


def test_articles_without_a_date_are_named(client: FlaskClient) -> None:
    """The table and its heading count them, and lead to them."""
    page = page_of(client, "/")
    table = page.one("details", class_="dates-table")
    assert table.one("summary").text == "By month, and 3 without a date"
    row = rows(page)[-1]
    assert [cell.text for cell in (row.one("th"), row.all("td")[0])] == ["No date", "3"]
    undated = page_of(client, row.one("a").href)
    assert undated.found == 3
    assert undated.all("details", class_="dates-table")


@pytest.mark.parametrize(
    "search", ["q=ferry&date=none&sort=newest&size=50&find_topic=e", "q=ferry&last=1y&images=0"]
)
def test_a_search_can_be_compared(client: FlaskClient, search: str) -> None:
    """The link to a comparison leaves behind what means nothing there."""
    link = page_of(client, f"/?{search}").link("Compare with other words")
    assert set(parameters(link)) <= {"q", "last", "images"}
    assert client.get(link).status_code == 200


@pytest.mark.parametrize("unit", ["story", "provider"])
@pytest.mark.parametrize("base", ["all", "filtered"])
def test_what_is_counted_is_said_wherever_it_stands(
    client: FlaskClient, unit: str, base: str
) -> None:
    """Heading, bars and table name the unit and the base; the control leads to all others."""
    search = f"q=ferry&provider=Meridian+Wire&unit={unit}&base={base}&measure=share"
    page = page_of(client, f"/?{search}")
    several = {"story": "stories", "provider": "providers"}[unit]
    share = "all" if base == "all" else "filtered"
    assert counting(page).one("summary").text.startswith(f"Share of {share} {several} a ")
    table = page.one("details", class_="dates-table")
    heads = [cell.text for cell in table.one("thead").all("th")]
    wholes = {"all": "Of all", "filtered": "Of what the filters leave"}
    assert heads[1:3] == [several.capitalize(), wholes[base]]
    _, shown = buckets(client, search)
    for place, bucket in zip(places(page), shown, strict=True):
        said = place.one("title").text
        assert bucket["count"] <= bucket["all"]
        assert not bucket["all"] or f"{plural(bucket['count'], unit, several)} of" in said
    for label, parameter in (("articles", "unit"), ("Counts", "measure")):
        assert parameter not in parameters(page.link(label))


def test_shares_of_few_are_hollow_and_intervals_can_be_left_out(client: FlaskClient) -> None:
    """Both are explained; counts have neither."""
    shares = page_of(client, "/?q=ferry&measure=share")
    assert "of fewer than 30" in shares.one("p", class_="signs").text
    assert "95 % interval" in shares.one("p", class_="signs").text
    assert shares.all("rect", class_="bar small")
    assert shares.all("line", class_="whisker")
    assert parameters(shares.link("not drawn"))["band"] == ["0"]
    plain = page_of(client, shares.link("not drawn"))
    assert plain.all("rect", class_="bar small")
    assert not plain.all("line", class_="whisker")
    assert "95 % interval" not in plain.one("p", class_="signs").text
    counts = page_of(client, "/?q=ferry")
    assert not counts.all("rect", class_="bar small") + counts.all("line", class_="whisker")


def test_a_share_of_what_the_filters_leave_is_of_a_search_without_its_query(
    client: FlaskClient,
) -> None:
    """Each bucket's whole is what a search with these filters and no query finds there."""
    kept = "provider=Meridian+Wire&from=2022&to=2023&base=filtered"
    _, shown = buckets(client, f"q=ferry&{kept}")
    _, whole = buckets(client, kept)
    assert [bucket["all"] for bucket in shown] == [bucket["count"] for bucket in whole]
    assert {bucket["ratio"] for bucket in whole} <= {1, None}


def test_stories_and_providers_are_counted_once_a_bucket(client: FlaskClient) -> None:
    """What a bucket counts is what a search of its days has."""
    for unit in ("story", "provider"):
        _, shown = buckets(client, f"q=ferry&unit={unit}")
        for bucket in shown:
            days = f"q=ferry&from={bucket['start']}&to={bucket['end']}&size=100&group=story"
            answer = get(client, f"/api/search?{days}")
            told = answer["stories"] if unit == "story" else len(answer["facets"]["provider"])
            assert bucket["count"] == told


def test_an_absurd_date_is_not_drawn_and_can_be_found(tmp_path: Path) -> None:
    """The page stays small, says what it leaves out, and leads there; so does a comparison."""
    for number, day in enumerate(["2021-05-01", "2021-05-03", "9999-12-31", "0900-01-01"]):
        write_article(
            tmp_path / "articles", f"{number}", title="Storm", publishedDateTime=f"{day}T12:00:00Z"
        )
    client = client_of(sync_into(tmp_path / "index", tmp_path / "articles"))
    page = page_of(client, "/?q=storm")
    assert page.link("1 article before 1 May 2021") == "/?q=storm&to=2021-04-30"
    after = page.link("1 article after 3 May 2021")
    assert after == "/?q=storm&from=2021-05-04"
    assert "1 article" in page_of(client, after).one("main").text
    compared = page_of(client, "/compare?q=storm&q=calm")
    assert compared.link("1 article after 3 May 2021") == after
    assert len(client.get("/?q=storm").text) < 40_000


@pytest.mark.parametrize("day", [date(1970, 1, 1), date(1900, 2, 28), date(2038, 1, 20), date.max])
@pytest.mark.parametrize(
    "path",
    [
        "/?last=7d",
        "/?q=published:>7d",
        "/?q=added:>1y",
        "/?last=50y",
        "/coverage?last=1y",
        "/api/search?last=7d&measure=share",
        "/api/compare?q=ferry&q=strike&last=30d",
        "/feed.atom?last=7d",
    ],
)
def test_whatever_day_the_clock_says_days_count_back_from_it(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, path: str, day: date
) -> None:
    """A clock of the past or of the far future finds other articles, and is no error."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Clock:
            return cls(day.year, day.month, day.day, 12, tzinfo=tz)

    monkeypatch.setattr("webui.search.criteria.dates.datetime", Clock)
    response = client.get(path)
    assert response.status_code == 200, response.text
