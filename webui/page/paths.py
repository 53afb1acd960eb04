"""Paths of our own pages, each looked up once: a page has hundreds of links."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import quote

from flask import request, url_for

# For each prefix below which the pages stand, nearly always one.
_REMEMBERED = 1024
# What Werkzeug leaves as it is in a path.
_SAFE = "!$&'()*+,/:;=@"


def path_of(endpoint: str, **values: Any) -> str:
    """Return what Flask's ``url_for`` does of a path of which there are few.

    Args:
        endpoint: of a view, with its blueprint.
        values: of its rule and its query; not those of an article.
    """
    return _built(request.script_root, endpoint, **values)


def path_of_article(endpoint: str, article_id: str) -> str:
    """Return what Flask's ``url_for`` does of the path of an article, or of a story by it."""
    return path_of(endpoint, article_id=".").removesuffix(".") + in_path(article_id)


def in_path(article_id: str) -> str:
    """Return an article's id as it stands in a path."""
    return quote(article_id, _SAFE)


@lru_cache(_REMEMBERED)
def _built(root: str, endpoint: str, **values: Any) -> str:
    # Nothing else of a request makes a difference.
    return url_for(endpoint, **values)
