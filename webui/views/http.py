"""From the request at hand to criteria."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qsl

import flask
from flask import request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.utils import cached_property

from webui.search.criteria.criteria import Criteria, parse_criteria


class Request(flask.Request):
    """A request whose query string may hold any bytes; Werkzeug's own fails on some."""

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """The parameters; what is not UTF-8 becomes U+FFFD."""
        text = self.query_string.decode(errors="replace")
        return ImmutableMultiDict(parse_qsl(text, keep_blank_values=True, errors="replace"))


def criteria_of_request() -> Criteria:
    """Read the parameters of the request.

    Raises:
        ParameterError: one of them cannot be read.
    """
    return parse_criteria(request.args.to_dict(flat=False), datetime.now(UTC).date())
