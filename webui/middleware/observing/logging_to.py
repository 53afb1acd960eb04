"""Where the log goes, and how it looks there."""

from __future__ import annotations

import logging
from typing import TextIO

from webui.middleware.observing.floods import BoundedHandler
from webui.middleware.observing.log_lines import REQUESTS, JsonLines, TextLines
from webui.middleware.observing.requests import is_logged


def log_to(stream: TextIO, kind: str) -> logging.Handler:
    """Write the log of this process to a stream; return what writes it.

    Args:
        stream: to write to.
        kind: as the setting ``log``: ``json``, ``text``, ``off`` (requests are not logged,
            warnings and errors are) or, like anything else, what goes with the stream.
    """
    as_text = kind == "text" or (kind != "json" and stream.isatty())
    handler = BoundedHandler(stream)
    handler.setFormatter(TextLines() if as_text else JsonLines())
    handler.addFilter(_is_news)
    logging.basicConfig(handlers=[handler], force=True)
    REQUESTS.setLevel(logging.WARNING if kind == "off" else logging.INFO)
    return handler


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a record tells of something that the log does not have yet."""
    error = record.exc_info[1] if record.exc_info else None
    return error is None or not is_logged(error)
