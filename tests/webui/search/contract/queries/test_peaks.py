"""What makes the peaks of the histogram."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.article import Article
from tests.webui.search.contract.support.backends import Kind
from tests.webui.search.contract.support.same import ask
from tests.webui.search.library import TODAY, article, asking, generated
from tests.webui.search.reference.backend import ReferenceBackend

_WORDS = ["storm", "storms", "flood", "rescue", "coast", "roof", "tree", "night", "warning"]


_MONTHS = [f"{year}-{month:02}" for year in (2019, 2020) for month in range(1, 13)]


def _made(seed: int) -> list[Article]:
    """Return articles of two years, most months of which are quiet, and some are not."""
    random = Random(seed)  # noqa: S311 - not a secret
    loud = random.sample(_MONTHS, 2)
    made = []
    for month in _MONTHS:
        is_loud = month in loud
        for number in range(random.randrange(14, 20) if is_loud else 1):
            words = random.sample(_WORDS[:5] if is_loud else _WORDS[4:], 3)
            item = article(
                f"{month}-{number:02}",
                " ".join([random.choice(["storm", "storm", "storms", "calm"]), *words]),
                excerpt=" ".join(random.sample(_WORDS[:5] if is_loud else _WORDS[3:], 3)),
                provider=random.choice(["P", "Q", "R"]),
                published=f"{month}-{random.randrange(1, 29):02}",
            )
            made.append(item)
        made += [article(f"x{month}-{n}", "quiet", published=f"{month}-03") for n in range(5)]
    return made


@pytest.mark.slow
@generated(5)
@given(
    seed=st.integers(0, 10**6),
    asked=st.lists(
        st.fixed_dictionaries(
            {
                "q": st.sampled_from(["storm", "", "storm OR tree", "flood -calm"]),
                "provider": st.sampled_from([[], [], ["P", "Q"]]),
                "from_": st.sampled_from(["", "2019-03"]),
            }
        ),
        min_size=3,
        max_size=3,
    ),
)
def test_peaks_equal_those_of_the_reference(
    other: Kind, seed: int, asked: list[dict[str, object]]
) -> None:
    """Where they are, how many are usual, and which stories and words make them."""
    articles = _made(seed)
    with (
        other.searcher(articles) as searcher,
        ReferenceBackend(articles).searcher() as reference,
    ):
        for fields in asked:
            criteria = asking(**fields, peaks=True, today=TODAY)
            ours, theirs = (one.find(criteria).page().facets for one in (searcher, reference))
            assert ours.date.peaks == theirs.date.peaks


def test_a_peak_names_its_story_and_its_words(kind: Kind) -> None:
    """The largest story with the number of its hits there, and what others do not say."""
    usual = [
        article(f"u{month}", f"storm number{month}", published=f"{month}-15", provider="P")
        for month in _MONTHS
    ]
    calm = [
        article(f"c{month}-{n}", "calm", published=f"{month}-20", provider="Q")
        for month in _MONTHS
        for n in range(9)
    ]
    loud = [
        article(
            f"l{n}",
            "storm tears roof off Penalba theatre",
            excerpt=f"The roof of the theatre in Penalba came down, said witness{n}",
            published=f"2020-06-1{n % 4}",
            provider="PQR"[n % 3],
        )
        for n in range(20)
    ]
    with kind.searcher([*usual, *calm, *loud]) as searcher:
        facet = ask(searcher, "storm", peaks=True).facets.date
        assert ask(searcher, "storm").facets.date.peaks is None
    assert facet.peaks is not None
    (peak,) = facet.peaks
    assert (peak.start, peak.end, peak.count) == ("2020-06-01", "2020-06-30", 21)
    # One in ten of the 30 that were published in this month.
    assert peak.expected == pytest.approx(30 / 10, abs=0.2)
    assert [(story.id, story.size) for story in peak.stories] == [("l0", 20)]
    assert any("theatre" in word for word in peak.words)


def test_nothing_found_has_no_peaks(kind: Kind) -> None:
    """Nor has an archive without dates."""
    with kind.searcher([article("a", "storm")]) as searcher:
        assert ask(searcher, "storm", peaks=True).facets.date.peaks == []
        assert ask(searcher, "calm", peaks=True).facets.date.peaks == []
