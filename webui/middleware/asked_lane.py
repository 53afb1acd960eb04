"""Which lane a request waits for, told from its address."""

from __future__ import annotations

from typing import Literal

from flask import Request

from webui.middleware.probing import PROBES
from webui.search.query.cost import is_heavy

LaneName = Literal["light", "heavy", "streams"]

# Nothing is looked for.
_WITHOUT_SEARCH = frozenset({"api", "help", "privacy", "address_bar.description", "static"})
# All that was found, however much, or many searches one after the other.
_HEAVY = frozenset({"audit", "citation_lists", "standing_searches", "exports.json"})
# Of a sample every hit is hashed; what makes a peak is compared word by word.
_HEAVY_PARAMETERS = ("sample", "weeks", "peaks")
_STREAMS = frozenset({"exports"})


def asked_lane(request: Request) -> LaneName | None:
    """Return the lane that a request waits for; None: it is answered at once."""
    names = {request.endpoint, request.blueprint}
    # Who watches the server asks when it is full.
    if request.endpoint is None or request.path in PROBES or names & _WITHOUT_SEARCH:
        return None
    if names & _HEAVY:
        return "heavy"
    if names & _STREAMS:
        return "streams"
    heavy = is_heavy(request.args.getlist("q")) or any(map(request.args.get, _HEAVY_PARAMETERS))
    return "heavy" if heavy else "light"
