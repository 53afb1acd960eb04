"""How templates become pages."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.templating import Environment
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Undefined
from markupsafe import Markup, escape

from tests.webui.search.library import generated
from webui.page.page_environment import PageEnvironment, escaped

PLAIN = """{% autoescape AUTO %}{% macro said(x) %}<i>{{ x }}</i>{% endmacro %}
{% set kept %}{{ x }}{% endset %}
{{ x }}{{ x ~ "&" }}{{ said(x) }}{{ kept }}{{ x|safe }}{{ nothing }}{{ 3 }}{{ "<" }}
{% for each in [x, 1, none, true, 1.5] %}{{ each }}{% endfor %}{% endautoescape %}"""


class Subclass(str):
    """A text that is none of Python's own."""

    __slots__ = ()


class Marked:
    """Something that says itself how it stands on a page."""

    def __html__(self) -> str:
        """Return markup."""
        return "<b>&amp;</b>"


@pytest.fixture(scope="module")
def flask_app() -> Flask:
    """An application with Flask's own environment."""
    return Flask(__name__)


@generated(200)
@given(st.text(st.characters(codec="utf-8") | st.sampled_from("&<>\"'"), max_size=20))
def test_texts_are_escaped_as_markupsafe_does(text: str) -> None:
    """Text, text that is a page already, and kinds of text of others."""
    for value in (text, escape(text), Subclass(text)):
        assert escaped(value) == escape(value)


@pytest.mark.parametrize("value", [0, -1, 10**20, 1.5, True, None, Undefined(), Marked(), ["<"]])
def test_other_values_are_escaped_as_markupsafe_does(value: Any) -> None:
    """Numbers and objects are written as text, and that is escaped."""
    assert escaped(value) == escape(value)


@pytest.mark.parametrize("auto", ["true", "false", "x"])
@pytest.mark.parametrize("value", ["<a> & 'b'", "plain", Markup("<b>"), 7, Marked()])
def test_pages_are_those_of_flask(flask_app: Flask, auto: str, value: Any) -> None:
    """Whether escaping is on, off, or known only when the page is made."""
    source = PLAIN.replace("AUTO", auto)
    ours, theirs = (
        kind(flask_app, autoescape=True).from_string(source).render(x=value)
        for kind in (PageEnvironment, Environment)
    )
    assert ours == theirs


def test_jinja_still_asks_for_the_short_way(flask_app: Flask) -> None:
    """Else pages would be right, and slow."""
    code = PageEnvironment(flask_app, autoescape=True).compile("{{ x }}", raw=True)
    assert "environment.escaped(" in code


def test_what_templates_share_is_one_dictionary(flask_app: Flask) -> None:
    """What one template has of its own goes before, and is no one else's."""
    environment = PageEnvironment(flask_app)
    environment.globals["shared"] = 1
    own = environment.make_globals({"shared": 2})
    assert (own["shared"], environment.make_globals(None)["shared"]) == (2, 1)
    assert type(own) is dict
