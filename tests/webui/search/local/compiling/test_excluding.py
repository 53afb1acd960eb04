"""Leaving articles out, against plain sets."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import product

import pytest

from tests.webui.search.library import article, found, opened

_WORDS = ("gamma", "delta", "kappa")
_Test = Callable[[set[str]], bool]

# Every query, and whether an article with these words in its title is meant.
_QUERIES: dict[str, _Test] = {
    "gamma -delta": lambda has: "gamma" in has and "delta" not in has,
    "gamma NOT delta": lambda has: "gamma" in has and "delta" not in has,
    "gamma AND NOT delta": lambda has: "gamma" in has and "delta" not in has,
    "gamma -delt*": lambda has: "gamma" in has and "delta" not in has,
    "gamma -title:delta": lambda has: "gamma" in has and "delta" not in has,
    "gamma -delta -kappa": lambda has: has & set(_WORDS) == {"gamma"},
    "gamma -(delta OR kappa)": lambda has: has & set(_WORDS) == {"gamma"},
    "gamma -(delta kappa)": lambda has: "gamma" in has and not {"delta", "kappa"} <= has,
    "gamma -(delta -kappa)": lambda has: (
        "gamma" in has and not ("delta" in has and "kappa" not in has)
    ),
    "(gamma -delta) OR kappa": lambda has: (
        ("gamma" in has and "delta" not in has) or "kappa" in has
    ),
    "(gamma OR kappa) -delta": lambda has: bool(has & {"gamma", "kappa"}) and "delta" not in has,
    "gamma AND kappa AND NOT delta": lambda has: {"gamma", "kappa"} <= has and "delta" not in has,
    "-delta": lambda has: "delta" not in has,
    "-delta -gamma": lambda has: not has & {"delta", "gamma"},
    "gamma OR -delta": lambda has: "gamma" in has or "delta" not in has,
}


@pytest.mark.parametrize("seed", range(12))
def test_an_excluded_article_is_never_found(seed: int) -> None:
    """Whatever stands in which order in how many segments, the sets are those of the words."""
    randomly = random.Random(seed)  # noqa: S311 - which articles, not a secret
    combinations = [
        {word for word, chosen in zip(_WORDS, row, strict=True) if chosen}
        for row in product([False, True], repeat=3)
    ]
    words = {f"a{number:02}": randomly.choice(combinations) for number in range(14)}
    articles = [article(id, " ".join(["title", *sorted(has)])) for id, has in words.items()]
    cut = sorted(randomly.sample(range(1, 14), 2))
    segments = (articles[: cut[0]], articles[cut[0] : cut[1]], articles[cut[1] :])
    deleted = set(randomly.sample(sorted(words), 3))
    with opened(*segments, deleted=deleted) as snapshot:
        for query, meant in _QUERIES.items():
            expected = {id for id, has in words.items() if id not in deleted and meant(has)}
            assert found(snapshot, query) == expected, query


def test_the_first_article_of_a_segment_is_left_out_too() -> None:
    """What is excluded may begin before what is found: Whoosh's own AndNot lets that pass."""
    titles = {"a1": "delta", "a2": "gamma delta", "a3": "gamma"}
    with opened([article(id, title) for id, title in titles.items()]) as snapshot:
        assert found(snapshot, "gamma -delta") == {"a3"}
