"""The parameters of a comparison."""

from __future__ import annotations

import pytest

from tests.webui.search.library import TODAY, asking
from webui.search.criteria.comparison import parse_comparison
from webui.search.criteria.parameters import ParameterError


def test_the_parameters_of_a_comparison_are_read() -> None:
    """Queries as they are written, each once; what says how hits are listed is left out."""
    asked = parse_comparison(
        {
            "q": [" storm ", "", '"a  b"', "storm", "in two\r\nlines"],
            "pair": ["2,0"],
            "provider": ["P"],
            "measure": ["share"],
            "match": ["any"],
            "sort": ["oldest"],
            "page": ["3"],
            "group": ["story"],
        },
        TODAY,
    )
    assert asked.queries == ("storm", '"a  b"', "in two lines")
    assert asked.pair == (0, 2)
    assert asked.common == asking(provider=["P"], measure="share", match="any")
    again: dict[str, list[str]] = {}
    for name, value in asked.parameters():
        again.setdefault(name, []).append(value)
    assert parse_comparison(again, TODAY) == asked


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ({"q": [*"abcdefghi"]}, "q"),
        ({"q": ["a", "b"], "pair": ["0,2"]}, "pair"),
        ({"q": ["a", "b", "a"], "pair": ["0,2"]}, "pair"),
        ({"q": ["a", "b"], "pair": ["1,1"]}, "pair"),
        ({"q": ["a", "b"], "pair": ["0,1", "0,1"]}, "pair"),
        ({"q": ["a", "b"], "pair": ["a,b"]}, "pair"),
        ({"q": ["a", "b"], "pair": ["-1,1"]}, "pair"),
        ({"q": ["a", "b"], "pair": ["0,²"]}, "pair"),
        ({"pair": ["0,1"]}, "pair"),
        ({"date": ["none"]}, "date"),
        ({"measure": ["height"]}, "measure"),
        ({"measure": ["share", "count"]}, "measure"),
        ({"from": ["2022"], "to": ["2021"]}, "from"),
        ({"sort": ["best"]}, "sort"),
        ({"by": ["count"]}, "by"),
    ],
)
def test_what_cannot_be_compared_is_named(parameters: dict[str, list[str]], name: str) -> None:
    """The error names the parameter that is at fault."""
    with pytest.raises(ParameterError) as caught:
        parse_comparison(parameters, TODAY)
    assert caught.value.parameter == name
    assert name in caught.value.message
