"""The API, by URL, over the sample articles."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

FERRY = "2022/2022-06-03-ferry-strike-halts-passenger-sailings-to-skarrow-islands"

INDEX = {"generation": int, "articles": int, "synced": str}
PROVIDER = {"name": str, "domain": str}
STORY = {"id": str, "size": int, "providers": int, "copies": int}
FACET = [{"value": str, "count": int, "selected": bool}]
HIT = {
    "id": str,
    "title": str,
    "excerpt": str,
    "url": (str, None),
    "provider": (PROVIDER, None),
    "published": (str, None),
    "topics": [str],
    "type": (str, None),
    "quality": (int, None),
    "heat": int,
    "curated": bool,
    "image": (str, None),
    "story": (STORY, None),
    "added": str,
    "added_generation": int,
    "score": (float, int, None),
    "highlights": {"title": str, "excerpt": str},
}
SEARCH = {
    "query": {"text": str, "parsed": str, "filters": dict},
    "total": int,
    "page": int,
    "size": int,
    "took_ms": float,
    "hits": [HIT],
    "facets": {
        "provider": FACET,
        "topic": FACET,
        "type": FACET,
        "date": {
            "interval": str,
            "unit": str,
            "base": str,
            "buckets": [
                {
                    "start": str,
                    "end": str,
                    "count": int,
                    "all": int,
                    "ratio": (float, None),
                    "low": (float, None),
                    "high": (float, None),
                    "providers": int,
                }
            ],
            "missing": int,
            "earlier": int,
            "later": int,
            "peaks_total": int,
        },
    },
    "suggestions": [{"text": str, "total": int}],
    "notices": [{"code": str, "message": str, "query": (str, None)}],
    "index": INDEX,
}
OTHER = {
    "id": str,
    "title": str,
    "url": (str, None),
    "provider": (PROVIDER, None),
    "published": (str, None),
}
FOLDED_HIT = {**HIT, "group": {"articles": int, "providers": int, "others": [OTHER]}}
FOLDED = {
    "query": SEARCH["query"],
    "total": int,
    "stories": int,
    **{name: shape for name, shape in SEARCH.items() if name not in ("query", "total")},
    "hits": [FOLDED_HIT],
}
ARTICLE = {
    "id": str,
    "title": str,
    "excerpt": str,
    "url": (str, None),
    "original_url": (str, None),
    "amp_url": (str, None),
    "cdn_amp_url": (str, None),
    "provider": (PROVIDER, None),
    "published": (str, None),
    "topics": [str],
    "type": (str, None),
    "category": (str, None),
    "quality": (int, None),
    "heat": int,
    "curated": bool,
    "image": (str, None),
    "story": (STORY, None),
    "added": (str, None),
    "added_generation": (int, None),
    "changed_generation": (int, None),
    "index": INDEX,
}
STATUS = {
    "index": INDEX,
    "first": (str, None),
    "last": (str, None),
    "undated": int,
    "providers": int,
    "topics": int,
    "stories": int,
}


def assert_shape(value: Any, shape: Any, where: str = "$") -> None:
    """Check keys, their order and the types of a JSON value."""
    if isinstance(shape, tuple):
        if value is None:
            assert None in shape, where
        elif isinstance(shape[0], dict):
            assert_shape(value, shape[0], where)
        else:
            assert type(value) in shape, where
    elif isinstance(shape, dict):
        assert list(value) == list(shape), where
        for name, inner in shape.items():
            assert_shape(value[name], inner, f"{where}.{name}")
    elif isinstance(shape, list):
        assert isinstance(value, list), where
        for number, item in enumerate(value):
            assert_shape(item, shape[0], f"{where}[{number}]")
    else:
        assert type(value) is shape, where


def get(client: FlaskClient, path: str) -> Any:
    """Return what the API answers."""
    response = client.get(path)
    assert response.status_code == 200, response.text
    assert response.content_type == "application/json"
    assert response.headers["Cache-Control"] == "no-cache"
    return response.json


@pytest.mark.parametrize(
    "query",
    ["", "q=ferry", "q=ferri+strke", "q=zzzqqq", "provider=nobody", "page=1000000000", "date=none"],
)
def test_a_search_is_answered_in_the_form_of_the_contract(client: FlaskClient, query: str) -> None:
    """Keys, their order and their types are those of the design, whatever is found."""
    assert_shape(get(client, f"/api/search?{query}"), SEARCH)


@pytest.mark.parametrize("query", ["", "q=ferry", "q=zzzqqq", "provider=nobody", "page=1000000000"])
def test_a_folded_search_has_stories_and_groups(client: FlaskClient, query: str) -> None:
    """Folded, the number of stories follows the total, and each hit has its group at the end."""
    plain = get(client, f"/api/search?{query}")
    folded = get(client, f"/api/search?{query}&group=story")
    assert_shape(folded, FOLDED)
    assert folded["total"] == plain["total"]
    assert folded["facets"] == plain["facets"]
    assert folded["stories"] <= folded["total"]
    assert (folded["stories"] == 0) == (folded["total"] == 0)


def test_a_story_is_folded_under_its_best_hit(client: FlaskClient) -> None:
    """The groups of all pages are the hits; others are named, the newest first."""
    hits = get(client, "/api/search?q=ferry&group=story&size=100")["hits"]
    assert sum(hit["group"]["articles"] for hit in hits) == 18
    assert hits[0]["id"] == FERRY
    group = hits[0]["group"]
    assert (group["articles"], group["providers"]) == (6, 6)
    assert len(group["others"]) == 3
    dates = [other["published"] for other in group["others"]]
    assert dates == sorted(dates, reverse=True)
    for other in group["others"]:
        article = get(client, f"/api/articles/{other['id']}")
        assert {name: article[name] for name in OTHER} == other
        assert article["story"] == hits[0]["story"]


def test_each_bucket_counts_all_articles_of_its_time(client: FlaskClient) -> None:
    """``all`` is what a search for everything finds there, within the dates asked for."""
    asked = "from=2022-05&to=2022-06-10"
    whole = get(client, f"/api/search?{asked}")["facets"]["date"]["buckets"]
    some = get(client, f"/api/search?{asked}&q=ferry&min_quality=50")["facets"]["date"]["buckets"]
    assert [bucket["count"] for bucket in whole] == [bucket["all"] for bucket in whole]
    assert [bucket["all"] for bucket in some] == [bucket["all"] for bucket in whole]
    assert all(bucket["count"] <= bucket["all"] for bucket in some)
    assert sum(bucket["all"] for bucket in some) == get(client, f"/api/search?{asked}")["total"]


def test_values_of_a_facet_can_be_looked_for(client: FlaskClient) -> None:
    """``find_…`` cuts the values of its facet, and nothing else of the answer."""
    plain = get(client, "/api/search?q=ferry")
    found = get(client, "/api/search?q=ferry&find_provider=POST&find_topic=TRANS")
    assert [each["value"] for each in found["facets"]["provider"]] == ["The Harbour Post"]
    assert [each["value"] for each in found["facets"]["topic"]] == ["Transport"]
    assert found["facets"]["type"] == plain["facets"]["type"]
    assert found["facets"]["date"] == plain["facets"]["date"]
    assert found["hits"] == plain["hits"]
    assert found["query"] == plain["query"]


@pytest.mark.parametrize(
    "query", ["measure=share", "images=0", "images=1", "measure=count", "band=0"]
)
def test_what_is_for_the_page_changes_nothing_here(client: FlaskClient, query: str) -> None:
    """The API takes every parameter of the page."""
    plain, other = get(client, "/api/search?q=ferry"), get(client, f"/api/search?q=ferry&{query}")
    assert {**plain, "took_ms": 0} == {**other, "took_ms": 0}


def test_a_hit_says_what_its_file_says(client: FlaskClient) -> None:
    """A hit carries the article's own data, plain, its date in UTC."""
    found = get(client, "/api/search?q=title:halts+ferry&provider=Meridian+Wire")
    hit = found["hits"][0]
    assert hit["id"] == FERRY
    assert hit["title"] == "Ferry strike halts passenger sailings to Skarrow Islands"
    assert hit["provider"] == {"name": "Meridian Wire", "domain": "meridian-wire.example"}
    assert hit["published"] == "2022-06-03T05:12:00Z"
    assert hit["topics"] == ["Transport", "Business"]
    assert (hit["type"], hit["quality"], hit["heat"], hit["curated"]) == ("article", 66, 54, False)
    assert hit["score"] > 0
    assert hit["highlights"]["title"].startswith("<mark>Ferry</mark> strike <mark>halts</mark>")


def test_the_answer_repeats_what_was_asked(client: FlaskClient) -> None:
    """Text and filters come back; a repeatable one as a list."""
    found = get(client, "/api/search?q=ferry&provider=A&provider=B&from=2022&curated=1&size=50")
    assert found["query"]["text"] == "ferry"
    assert found["query"]["filters"] == {"provider": ["A", "B"], "from": "2022", "curated": True}
    assert (found["page"], found["size"]) == (1, 50)


def test_no_score_without_a_query(client: FlaskClient) -> None:
    """A blank query lists everything, newest first and articles without a date last."""
    found = get(client, "/api/search?size=100")
    assert found["total"] == found["index"]["articles"] == len(found["hits"])
    assert {hit["score"] for hit in found["hits"]} == {None}
    dates = [hit["published"] or "" for hit in found["hits"]]
    assert dates == sorted(dates, reverse=True)


def test_pages_follow_each_other(client: FlaskClient) -> None:
    """The pages of a search hold every hit once, in the order of one long page."""
    whole = [hit["id"] for hit in get(client, "/api/search?size=100")["hits"]]
    pages = [get(client, f"/api/search?size=10&page={page}")["hits"] for page in range(1, 10)]
    assert [hit["id"] for page in pages for hit in page] == whole


def test_every_article_of_a_search_can_be_asked_for(client: FlaskClient) -> None:
    """Each hit's id leads to its article, with the same data."""
    for hit in get(client, "/api/search?size=100")["hits"]:
        article = get(client, f"/api/articles/{hit['id']}")
        assert_shape(article, ARTICLE)
        same = set(ARTICLE) & set(HIT)
        assert {name: article[name] for name in same} == {name: hit[name] for name in same}


def test_signatures_are_never_shown(client: FlaskClient) -> None:
    """No field of the answers is called secured or related."""
    for path in ("/api/search?size=100", f"/api/articles/{FERRY}"):
        assert not re.search(r'"(secured|related)"', client.get(path).text)


def test_the_status_counts_what_is_in_the_index(client: FlaskClient) -> None:
    """/api/status agrees with a search for everything."""
    status = get(client, "/api/status")
    last_sync = status.pop("last_sync")
    assert_shape(status, STATUS)
    assert (last_sync["result"], last_sync["failed"]) == ("done", 0)
    found = get(client, "/api/search?facet_size=1000&size=100")
    assert status["index"] == found["index"]
    assert status["providers"] == len(found["facets"]["provider"])
    assert status["topics"] == len(found["facets"]["topic"])
    assert status["undated"] == found["facets"]["date"]["missing"]
    dates = sorted(hit["published"][:10] for hit in found["hits"] if hit["published"])
    assert (status["first"], status["last"]) == (dates[0], dates[-1])
    stories = {hit["story"]["id"] for hit in found["hits"] if hit["story"]}
    assert status["stories"] == len(stories)


def test_the_synced_time_is_utc(client: FlaskClient) -> None:
    """Times in the answers are ISO 8601 in UTC, to the second."""
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", get(client, "/api/status")["index"]["synced"]
    )


def test_text_is_written_as_it_is(client: FlaskClient) -> None:
    """Letters outside ASCII are not escaped in the JSON, which is UTF-8."""
    assert "El Faro de Peñalba" in client.get("/api/search?provider=El+Faro+de+Peñalba").text
