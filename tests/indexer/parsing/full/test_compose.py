"""Any YAML → article, beside PyYAML."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.article import Provider
from indexer.parsing.article import read_article
from indexer.parsing.frontmatter import front_matter
from indexer.parsing.text import plain_text
from indexer.reporting.failure import ArticleError
from tests.indexer.parsing.test_article import failure, read


def test_anchors_and_merge_keys_are_honoured() -> None:
    """What PyYAML makes of aliases, merge keys and repeated keys is what is read."""
    text = """
common: &common
  provider: &bean {name: Bean, domain: bean.example}
  title: Common
<<: *common
more: [{<<: *bean, name: More}]
related: [{webUrl: &url "http://a"}]
webUrl: *url
title: First
title: Own
"""
    article = read(text)
    assert article.title == "Own"
    assert article.provider == Provider("Bean", "bean.example")
    assert article.web_url == "http://a"


def test_alias_bombs_cost_nothing() -> None:
    """Aliases that would unfold to billions of values are values once."""
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 40)]
    assert failure("\n".join([*lines, "title: *a39"]))[2] == "title must be text, not a list"
    merges = ["m0: &m0 {title: deep}"]
    merges += [f"m{i}: &m{i} {{<<: [{', '.join([f'*m{i - 1}'] * 10)}]}}" for i in range(1, 40)]
    assert read("\n".join([*merges, "<<: *m39"])).title == "deep"
    long = "long: &long " + "x" * 100_000
    article = read(f"{long}\ntitle: t\ntopics: [{', '.join(['*long'] * 10_000)}]")
    assert len(article.topics) == 1


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**6), 10**6),
    st.floats(allow_nan=False),
    st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)),
    st.text(),
)
NOISE = st.recursive(
    SCALARS,
    lambda children: (
        st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=5), children, max_size=3)
    ),
    max_leaves=8,
)
FRONT_MATTER = st.fixed_dictionaries(
    {"title": st.text(min_size=1)},
    optional={
        "excerpt": st.text() | st.none(),
        "topics": st.lists(st.text(), max_size=4) | st.none(),
        "quality": st.integers(-1000, 1000) | st.none(),
        "published": st.booleans(),
        "publishedDateTime": st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)),
        "webUrl": st.text(),
        "related": st.lists(st.fixed_dictionaries({"webUrl": st.text(), "x": NOISE}), max_size=3),
        "noise": NOISE,
        "secured": st.text(),
    },
)


@given(FRONT_MATTER, st.booleans(), st.booleans(), st.sampled_from([None, "'", '"', "|", ">"]))
def test_reads_what_pyyaml_reads(
    fields: dict[str, Any], flow: bool, unicode: bool, style: str | None
) -> None:
    """On generated front matter in every style, values are those of PyYAML's safe loader."""
    text = yaml.safe_dump(
        fields, default_flow_style=flow, allow_unicode=unicode, default_style=style, width=40
    )
    loaded = yaml.load(text, yaml.CSafeLoader)
    if not plain_text(loaded["title"]):
        assert failure(text)[2] == "title is empty"
        return
    article = read(text)
    assert article.title == plain_text(loaded["title"])
    assert article.excerpt == plain_text(loaded.get("excerpt") or "")
    topics = [plain_text(topic) for topic in loaded.get("topics") or []]
    assert list(article.topics) == list(dict.fromkeys(filter(None, topics)))
    assert article.quality == loaded.get("quality")
    assert article.curated == loaded.get("published", False)
    published = loaded.get("publishedDateTime")
    assert article.published == (published and published.replace(tzinfo=UTC))
    assert article.web_url == loaded.get("webUrl", "")
    related = [entry["webUrl"] for entry in loaded.get("related") or []]
    assert list(article.related) == list(dict.fromkeys(filter(None, related)))


BASE = """title: "A title: with 'quotes'"
excerpt: >
  folded
  text
noise: &a [1, {b: *x, c: 'd'}, - e]
webUrl: https://a.example/?b=c#d # comment
more: {<<: *a, "k": !!str 3}
"""


@given(
    st.lists(
        st.tuples(
            st.integers(0, len(BASE)),
            st.integers(0, 8),
            st.text("\n\t -:[]{}'\"&*!|>#%@,?x\\", max_size=4),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_damaged_yaml_is_reported_or_read_as_pyyaml_reads_it(
    edits: list[tuple[int, int, str]],
) -> None:
    """After random edits the file is read as PyYAML reads it, or reported with a position."""
    text = BASE
    for start, length, replacement in edits:
        text = text[:start] + replacement + text[start + length :]
    data = f"---\n{text}\n---\n".encode()
    try:
        article = read_article("id", data)
    except ArticleError as error:
        assert error.line  # noqa: PT017 - both outcomes are right
        return
    try:
        loaded = yaml.load(front_matter(data), yaml.CSafeLoader)
    except yaml.constructor.ConstructorError:
        return  # in a part that is never looked at
    assert article is not None
    assert article.title == plain_text(loaded.get("title") or loaded.get("name"))
    assert article.excerpt == plain_text(loaded.get("excerpt") or "")
    assert article.web_url == (loaded.get("webUrl") or "")
