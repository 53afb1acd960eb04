"""Samples: who is drawn, and what is said of it."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256

from tests.webui.search.contract.support.backends import Kind
from tests.webui.search.contract.support.same import ask, found
from tests.webui.search.library import article

_DAYS = [date(2021, 1, 4) + timedelta(number) for number in range(70) if number not in (9, 10, 40)]
_ARTICLES = [
    article(
        f"a/{day}-{number}é",
        "A storm" if number else "A calm",
        published=f"{day}T12:00:00",
        provider=("Daily", "Weekly", "Herald")[number % 3 if day.day % 2 else 0],
    )
    for day in _DAYS
    for number in range(3)
]


def _hash(seed: int, text: str) -> bytes:
    return sha256(f"{seed}:{text}".encode()).digest()


def test_those_with_the_least_hashes_are_drawn(other: Kind) -> None:
    """Of what the search finds; the seed is 1 unless it is given."""
    storms = [each.id for each in _ARTICLES if each.title == "A storm"]
    with other.searcher(_ARTICLES) as searcher:
        for fields, seed in (({}, 1), ({"seed": 7}, 7)):
            expected = sorted(storms, key=lambda id: _hash(seed, id))[:20]
            assert found(searcher, "storm", sample=20, **fields) == set(expected)
        answer = ask(searcher, "storm", sample=20, seed=7)
    assert answer.total == 20
    assert answer.sample is not None
    assert (answer.sample.articles, answer.sample.drawn) == (len(storms), 20)
    assert {hit.weight for hit in answer.hits} == {round(len(storms) / 20, 6)}
    assert sum(value.count for value in answer.facets.values["provider"]) == 20
    assert sum(bucket.count for bucket in answer.facets.date.buckets) == 20


def test_what_comes_in_later_displaces_no_more_than_itself(other: Kind) -> None:
    """Nobody else has to be read anew."""
    with other.searcher(_ARTICLES[:150]) as before, other.searcher(_ARTICLES[:155]) as after:
        old, new = (found(searcher, "", sample=30) for searcher in (before, after))
    assert len(old - new) <= 5
    assert old - new or new == old


def test_a_sample_of_all_is_all(other: Kind) -> None:
    """With a weight of 1."""
    with other.searcher(_ARTICLES[:30]) as searcher:
        answer = ask(searcher, sample=1000, size=100)
        assert answer.total == 30
        assert {hit.weight for hit in answer.hits} == {1.0}
        none = ask(searcher, "nothing", sample=5, strata=("month",))
    assert (none.total, none.hits) == (0, [])
    assert none.sample is not None
    assert none.sample.strata == []


def test_each_stratum_is_drawn_from_on_its_own(other: Kind) -> None:
    """Weights times numbers give the articles of each stratum again."""
    with other.searcher(_ARTICLES) as searcher:
        for allocation in ("proportional", "equal"):
            answer = ask(
                searcher, sample=40, strata=("provider", "month"), allocation=allocation, size=100
            )
            assert answer.sample is not None
            for stratum in answer.sample.strata:
                mine = [
                    hit
                    for hit in answer.hits
                    if hit.provider
                    and hit.published
                    and hit.provider.label == stratum.values["provider"]
                    and hit.published[:7] == stratum.values["month"]
                ]
                assert len(mine) == stratum.drawn
                assert abs(sum(hit.weight or 0 for hit in mine) - stratum.articles) < 0.001
            assert answer.sample.strata_total == len(answer.sample.strata) == 9


def test_weeks_are_made_of_days_on_which_anything_was_published(other: Kind) -> None:
    """Of each weekday so many, whatever the query finds on them."""
    with other.searcher(_ARTICLES) as searcher:
        weeks = [ask(searcher, q, weeks=2, seed=3, size=100) for q in ("", "calm")]
        few = ask(searcher, weeks=1000)
    for answer in weeks:
        assert answer.sample is not None
        made = answer.sample.constructed
        assert made is not None
        expected = [
            day
            for weekday in range(7)
            for day in sorted(
                (day for day in _DAYS if day.weekday() == weekday),
                key=lambda day: _hash(3, day.isoformat()),
            )[:2]
        ]
        assert made.days == sorted(map(str, expected))
        assert [(each.first, each.last) for each in made.skipped] == [
            ("2021-01-13", "2021-01-14"),
            ("2021-02-13", "2021-02-13"),
        ]
        assert {hit.published[:10] for hit in answer.hits if hit.published} == set(made.days)
        assert made.complete
    assert [answer.total for answer in weeks] == [42, 14]
    assert few.total == len(_ARTICLES)
    assert few.sample is not None
    assert few.sample.constructed is not None
    assert not few.sample.constructed.complete
