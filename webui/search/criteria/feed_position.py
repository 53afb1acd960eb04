"""Where a page of a feed begins: a place in the order of first indexed that nothing moves.

Pages are cut by what stands in them, not counted: whatever is committed between two requests
stands before the place that the second one goes on from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from webui.search.criteria.criteria import Criteria
from webui.search.criteria.parameters import ParameterError, once, without_surrogates

BEFORE = "before"
"""The parameter that names a position."""

BEFORE_WRITTEN = r"^[0-9]{1,10}:"
"""How its value begins; the rest may be anything."""

_WRITTEN = re.compile(r"([0-9]{1,10}):(.*)", re.ASCII | re.DOTALL)


class FeedPosition(NamedTuple):
    """A place in the order of first indexed.

    Positions compare as they stand in a feed read from its end: the greatest comes first.

    Attributes:
        generation: in which an article was first indexed.
        first_id: under which it was.
    """

    generation: int
    first_id: str

    def __str__(self) -> str:
        return f"{self.generation}:{self.first_id}"


def read_position(texts: Sequence[str]) -> FeedPosition | None:
    """Read the values of :data:`BEFORE`; None where there is none.

    Raises:
        ParameterError: there are several, or it is no position.
    """
    text = once(BEFORE, [text for text in texts if text.strip()])
    if text is None:
        return None
    written = _WRITTEN.fullmatch(without_surrogates(text))
    if written is None:
        message = f"{BEFORE} must be as in the link to the next page of a feed."
        raise ParameterError(BEFORE, message)
    return FeedPosition(int(written[1]), written[2])


def check_whole(criteria: Criteria) -> None:
    """Make sure that a search may have a feed.

    Raises:
        ParameterError: it wants a sample, which loses articles as others come in.
    """
    if criteria.sampling is None:
        return
    name = "sample" if criteria.sample is not None else "weeks"
    message = f"{name}: a feed has all that a search finds, and no sample of it."
    raise ParameterError(name, message)
