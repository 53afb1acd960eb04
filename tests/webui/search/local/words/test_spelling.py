"""Mended queries."""

from __future__ import annotations

import pytest

from indexer.contract.article import Article
from tests.webui.search.library import article, opened
from webui.search.local.words.spelling import RARE_FACTOR, mend
from webui.search.query.parser import parse_query

LIBRARY: list[Article] = [
    article("a", "Kubernetes security", excerpt="vulnerability of the database", topics=("Azure",)),
    article("b", "Kubernetes Peñalba", excerpt="it is a cloud of clod"),
    article("c", "cloud"),
]


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("kuberntes", "kubernetes"),
        ("Kuberntes SECURTY", "kubernetes security"),
        ("kuebrnetes", "kubernetes"),
        ("ubernetes", "kubernetes"),
        ("kubrntes", "kubernetes"),
        ("vulnerabilty OR azuer", "vulnerability OR azure"),
        ("title:kuberntes -securty", "title:kubernetes -securty"),
        ('"kuberntes securty"~3 (databse)', '"kubernetes security"~3 (database)'),
        ("topic:azrue", "topic:azure"),
        ("kuberntes-securty", "kubernetes-security"),
        ("penalbo", "penalba"),
        ("clod", None),
        ("cld", None),
        ("clxyd", None),
        ("kubernetes", None),
        ("xyzzyplugh", None),
        ("provider:kuberntes", None),
        ("kuberntes~ kubernt*", None),
        ("-kuberntes", None),
        ("after:2021", None),
        ("kuberntes2", None),
        ("日本日本", None),
        ("", None),
        (" ".join(["kuberntes"] * 13), None),
    ],
)
def test_what_is_mended(q: str, expected: str | None) -> None:
    """Words that no article has become their nearest neighbours; all else stays as written."""
    parsed = parse_query(q)
    with opened(LIBRARY) as snapshot:
        assert mend(parsed.text, parsed.tree, snapshot) == expected


def test_a_rare_word_with_a_very_frequent_neighbour_is_mended() -> None:
    """A slip that an article made as well is mended, if its neighbour is much more frequent."""
    slip = [article("slip", "securty")]
    for often, expected in ((RARE_FACTOR, "security"), (RARE_FACTOR - 1, None)):
        others = [article(f"{n}", "security") for n in range(often)]
        with opened(slip, others) as snapshot:
            assert mend("securty", parse_query("securty").tree, snapshot) == expected
