"""The geometry of what two queries find over time."""

from __future__ import annotations

import pytest

from webui.page.charts.bar_chart import HEIGHT, MAX_BARS, WIDTH
from webui.page.charts.stacked_chart import stacked_chart
from webui.search.results.comparison import OverlapBucket


def buckets(*amounts: tuple[int, int, int]) -> list[OverlapBucket]:
    """Return buckets by year, of what only the first finds, both, and only the second."""
    return [
        OverlapBucket(
            start=f"{1000 + place}-01-01",
            end=f"{1000 + place}-12-31",
            both=both,
            only_first=first,
            only_second=second,
            jaccard=None,
        )
        for place, (first, both, second) in enumerate(amounts)
    ]


def test_pieces_stand_on_each_other() -> None:
    """From below: the first, both, the second; the highest bar fills the drawing."""
    drawn = stacked_chart(buckets((1, 2, 3), (0, 3, 0)), "year")
    assert drawn is not None
    assert drawn.highest == "6"
    high, low = drawn.bars
    assert [piece.name for piece in high.pieces] == ["only-first", "both", "only-second"]
    assert [piece.y for piece in high.pieces] == [100, 60, 0]
    assert [piece.height for piece in high.pieces] == [HEIGHT / 6, HEIGHT / 3, HEIGHT / 2]
    assert [(piece.name, piece.y, piece.height) for piece in low.pieces] == [("both", 60, 60)]
    assert high.label == "1000: 1 only the first, 2 both, 3 only the second"
    assert low.left + low.step == WIDTH
    assert len(drawn.dates) == 2


@pytest.mark.parametrize(
    "amounts", [[], [(1, 1, 1)], [(0, 0, 0)] * 2, [(1, 0, 0)] * (MAX_BARS + 1)]
)
def test_nothing_is_drawn_where_there_is_nothing_to_see(
    amounts: list[tuple[int, int, int]],
) -> None:
    """No bucket, a single one, empty ones and far too many are not drawn."""
    assert stacked_chart(buckets(*amounts), "year") is None
