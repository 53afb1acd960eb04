"""What check remarks of an archive in a cluster that is whole."""

from __future__ import annotations

from indexer.checking.cluster_check import remarks_on_numbers
from indexer.contract.cluster.cluster_state import ClusterState


def remarks(articles: int, next_number: int) -> list[str]:
    """Return the remarks on a state with so many articles and numbers."""
    state = ClusterState("a-000001-0a1b2c3d", 3, 5, 6, articles=articles, next_number=next_number)
    return list(remarks_on_numbers(state))


def test_numbers_of_articles_that_are_gone_are_remarked_on() -> None:
    """Where they are more than those of the others, and take memory that matters."""
    assert remarks(100_000, 200_000) == []
    assert remarks(10, 10_000) == []
    (said,) = remarks(100_000, 250_000)
    assert said == (
        "150,000 articles that are gone take memory of the server beside the 100,000 that are "
        "there: rebuild gives it back"
    )
