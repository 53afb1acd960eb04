"""Who follows whom: pairs of providers over the stories that both report."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.article import Article
from tests.support.stories.events import headline, telling
from tests.webui.search.contract.support.backends import Kind
from tests.webui.search.contract.support.drawing import searches
from tests.webui.search.contract.support.same import shown
from tests.webui.search.library import TODAY, article, asking, generated
from tests.webui.search.reference.backend import ReferenceBackend
from webui.search.backend import Searcher
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.followers import PairsAsked
from webui.search.results.followers import Followers, LeftOut, ProviderPair

ANYTHING = Criteria(today=TODAY)
TITLES = ["cloud", "Clouds news", "zebra", "database cloud", "café"]
MOMENTS = [
    *("2021-08-25", "2021-08-26", "2021-08-26T00:00:00.5", "2021-08-26T07:30:00"),
    *("2021-08-26T07:30:00.9", "2021-08-26T09:00:01", "2021-08-27T23:59:59"),
]


def told(story: int, id: str, title: str, like: str = "", **fields: object) -> Article:
    """Return an article of the story with a number; ``like`` another one it is a copy of it."""
    return article(id, f"{title} {headline(story)}", excerpt=telling(story, like or id), **fields)


reports = st.lists(
    st.builds(
        lambda story, like, title, provider, published: told(
            story, "", title, like, provider=provider, published=published
        ),
        st.integers(0, 3),
        st.sampled_from("abcdefghijkl"),
        st.sampled_from(TITLES),
        st.sampled_from([None, "Daily Cloud", "The Zebra", "bare.org", "Ä"]),
        st.sampled_from([None, *MOMENTS]),
    ),
    max_size=20,
)
asked_pairs = st.builds(
    PairsAsked,
    st.sampled_from([(), (), ("The Zebra",), ("The Zebra", "bare.org"), ("Nobody", "Ä")]),
    st.integers(1, 4),
    st.sampled_from(["stories", "lead"]),
)


@pytest.mark.slow
@generated(21)
@given(drawn=reports, criteria=searches(), asked=asked_pairs, limit=st.sampled_from([0, 1, 2, 99]))
def test_followers_equal_those_of_the_reference(
    other: Kind, drawn: list[Article], criteria: Criteria, asked: PairsAsked, limit: int
) -> None:
    """Of everything and of a search: pairs, their order, what is left out, shared stories."""
    articles = [replace(item, id=f"{place:02}") for place, item in enumerate(drawn)]
    with (
        other.searcher(articles) as searcher,
        ReferenceBackend(articles).searcher() as reference,
    ):
        for search in (ANYTHING, criteria):
            ours = searcher.find(search).followers(asked, limit)
            theirs = reference.find(search).followers(asked, limit)
            assert shown(ours) == shown(theirs)


def followers(searcher: Searcher, asked: PairsAsked, **fields: object) -> Followers:
    """Return who follows whom in a search."""
    return searcher.find(asking(**fields, today=TODAY)).followers(asked, 99)


def named(found: Followers) -> list[str]:
    """Return the two names of each pair."""
    return [pair.provider + pair.other for pair in found.pairs]


# Stories by day; of each the first reports of P, of Q and perhaps others.
ARTICLES = [
    # P before Q by an hour; Q's second report does not count, nor does P's copy.
    told(0, "0p", "storm", provider="P", published="2021-01-01T08:00:00"),
    told(0, "0q", "storm", provider="Q", published="2021-01-01T09:00:00"),
    told(0, "0q2", "storm", provider="Q", published="2021-01-01T09:30:00"),
    told(0, "0r", "Storm!", "0p", provider="R", published="2021-01-01T08:30:00"),
    told(0, "0n", "storm", published="2021-01-01T08:40:00"),
    # P before Q by three hours, to the second.
    told(1, "1p", "flood", provider="P", published="2021-01-02T08:00:00.7"),
    told(1, "1q", "flood", provider="Q", published="2021-01-02T11:00:00.2"),
    # Q before P by two hours.
    told(2, "2q", "storm", provider="Q", published="2021-01-03T08:00:00"),
    told(2, "2p", "storm", provider="P", published="2021-01-03T10:00:00"),
    # Nobody knows: P has a date only.
    told(3, "3p", "calm", provider="P", published="2021-01-04"),
    told(3, "3q", "calm", provider="Q", published="2021-01-04T06:00:00"),
    # P before Q, by two days; a report without a date is in no story.
    told(4, "4p", "calm", provider="P", published="2021-01-05"),
    told(4, "4q", "calm", provider="Q", published="2021-01-07T06:00:00"),
    told(4, "4q0", "calm", provider="Q"),
    # Of P alone.
    told(5, "5p", "calm", provider="P", published="2021-01-09T06:00:00"),
]  # fmt: skip


def test_first_reports_are_compared_story_by_story(kind: Kind) -> None:
    """How often either was first, the median lags, and what does not take part."""
    with kind.searcher(ARTICLES) as searcher:
        found = followers(searcher, PairsAsked())
    (pair,) = found.pairs
    assert pair == ProviderPair(
        provider="P", other="Q", stories=5, before=3, after=1, neither=1, share=0.6,
        lag_seconds=3 * 3600, lag_by_day=False, lag_after_seconds=2 * 3600,
        lag_after_by_day=False, by_day=2,
    )  # fmt: skip
    assert (found.total, found.stories, found.pairs_total) == (15, 5, 1)
    assert found.left_out == LeftOut(copies=1, without_provider=1, without_date=0)
    assert found.shared is None


def test_only_the_hits_take_part(kind: Kind) -> None:
    """A search for some of the stories counts these, and what it finds of them."""
    with kind.searcher(ARTICLES) as searcher:
        (storms,) = followers(searcher, PairsAsked(min_stories=2), q="storm").pairs
        days = followers(searcher, PairsAsked(min_stories=2), from_="2021-01-04", to="2021-01-06")
    assert (storms.stories, storms.before, storms.after) == (2, 1, 1)
    assert (storms.lag_seconds, storms.lag_after_seconds) == (3600, 7200)
    # Of one story only one report is of these days.
    assert (days.stories, days.pairs) == (1, [])


def test_the_stories_of_a_pair_are_its_evidence(kind: Kind) -> None:
    """Whichever is named first, and however few they are: both first reports, and the lag."""
    with kind.searcher(ARTICLES) as searcher:
        found = followers(searcher, PairsAsked(("Q", "P"), min_stories=99))
    assert [(pair.provider, pair.other) for pair in found.pairs] == [("P", "Q")]
    assert found.shared is not None
    assert [
        (each.provider.id, each.other.id, each.lag_seconds, each.by_day) for each in found.shared
    ] == [
        ("0p", "0q", 3600, False),
        ("1p", "1q", 3 * 3600, False),
        ("2p", "2q", -2 * 3600, False),
        ("3p", "3q", 0, True),
        ("4p", "4q", 2 * 86_400, True),
    ]
    assert [each.story.size for each in found.shared] == [5, 2, 2, 2, 2]


def test_a_pair_that_shares_nothing_has_no_evidence(kind: Kind) -> None:
    """A provider that has copies only, or that there is not, is in no pair."""
    with kind.searcher(ARTICLES) as searcher:
        for pair in (("P", "R"), ("P", "Nobody"), ("Nobody", "Neither")):
            found = followers(searcher, PairsAsked(pair))
            assert (found.pairs, found.pairs_total, found.shared) == ([], 0, [])


def test_pairs_come_in_the_order_that_is_asked_for(kind: Kind) -> None:
    """Most stories, or the clearest order, first; ties by name; a limit cuts the list only."""
    articles = []
    for story, names in enumerate(("ABCD", "ABCD", "BA")):
        articles += [
            told(story, f"{story}{name}", "calm", provider=name,
                 published=f"2021-01-0{story + 1}T0{hour + 1}:00:00")
            for hour, name in enumerate(names)
        ]  # fmt: skip
    with kind.searcher(articles) as searcher:
        by_stories = followers(searcher, PairsAsked(min_stories=2))
        by_lead = followers(searcher, PairsAsked(min_stories=2, by="lead"))
        of_one = followers(searcher, PairsAsked(("B",), min_stories=2))
        first = searcher.find(ANYTHING).followers(PairsAsked(min_stories=2), 1)
    assert named(by_stories) == ["AB", "AC", "AD", "BC", "BD", "CD"]
    assert named(by_lead) == ["AC", "AD", "BC", "BD", "CD", "AB"]
    assert named(of_one) == ["AB", "BC", "BD"]
    assert (first.pairs_total, first.pairs) == (6, by_stories.pairs[:1])


def test_nobody_follows_in_an_empty_archive(kind: Kind) -> None:
    """Without articles there are no pairs, and nothing fails."""
    with kind.searcher() as searcher:
        found = followers(searcher, PairsAsked())
    assert (found.total, found.stories, found.pairs) == (0, 0, [])
