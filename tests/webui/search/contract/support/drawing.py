"""Generated archives, queries and searches."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from indexer.contract.article import Article, Image
from tests.webui.search.library import TODAY, asking
from tests.webui.search.oracle import PROVIDERS, TOPICS, TYPES, article_lists
from webui.search.criteria.criteria import Criteria

URLS = [f"https://e.com/{number}" for number in range(4)]
_WORDS = [
    *("cloud", "Clouds", "CLOUD", "café", "cafe\u0301", "database", "databases", "Ströme"),
    *("zebra", "news", "the", "of", "IT", "what", "data-driven", "data", "C#", "数据库"),
]
# What stands between the words of a text.
_JOINTS = [" ", " ", " ", ", ", " – ", "\n"]
_LABELS = sorted({provider.label for provider in PROVIDERS})


def _texts(least: int, most: int) -> st.SearchStrategy[str]:
    words = st.lists(st.sampled_from(_WORDS), min_size=least, max_size=most)
    return st.builds(lambda joint, parts: joint.join(parts), st.sampled_from(_JOINTS), words)


@st.composite
def archives(draw: st.DrawFn, most: int = 9, least: int = 0) -> list[Article]:
    """Return articles that are near to each other in words, titles, times and links."""
    titles = draw(st.lists(_texts(1, 4), min_size=1, max_size=5))
    return [
        replace(
            item,
            title=draw(st.sampled_from(titles)),
            excerpt=draw(_texts(0, 12)),
            url=draw(st.sampled_from(["", *URLS])),
            image=draw(st.sampled_from([None, None, Image("https://e.com/i.png", 3, 4)])),
            web_url=draw(st.sampled_from(["", "", *URLS])),
            related=tuple(draw(st.lists(st.sampled_from(URLS), max_size=2))),
        )
        for item in draw(article_lists(most, least))
    ]


_PARTS = st.one_of(
    st.sampled_from(_WORDS),
    st.sampled_from(_WORDS),
    st.sampled_from(_WORDS).map("title:{}".format),
    st.sampled_from(_WORDS).map("excerpt:{}".format),
    st.builds(
        "{}={}".format, st.sampled_from(["", "", "-", "title:", "topic:"]), st.sampled_from(_WORDS)
    ),
    st.builds(
        "={}".format,
        st.builds('"{} {}"{}'.format, *[st.sampled_from(_WORDS)] * 2, st.sampled_from(["", "~3"])),
    ),
    st.builds('"{} {}"{}'.format, *[st.sampled_from(_WORDS)] * 2, st.sampled_from(["", "", "~3"])),
    st.builds(
        'near{}:{}"{} {}"'.format,
        st.integers(1, 4),
        st.sampled_from(["", "="]),
        *[st.sampled_from(_WORDS)] * 2,
    ),
    st.builds('title:near3:"{} {} {}"'.format, *[st.sampled_from(_WORDS)] * 3),
    st.builds(
        "atleast{}:{}{}".format,
        st.integers(2, 3),
        st.sampled_from(["", "=", "excerpt:"]),
        st.sampled_from(_WORDS),
    ),
    st.builds('atleast2:"{} {}"'.format, *[st.sampled_from(_WORDS)] * 2),
    st.sampled_from(["clo*", "*s", "data-driv*", "*a*e*", "title:c*", "xyz*", "zebr*", "*"]),
    st.sampled_from(["cluod~", "zbra~2", "nothing~", "title:cluods~2", "data-drivn~"]),
    st.sampled_from(["unicorn", "databse", "nwes", "-cloud", "-the", "-data-driven", "-zeb*"]),
)
_CONSTRAINTS = st.sampled_from(
    [
        "topic:cloud", 'topic:"café news"', "topic:zeb*", "topic:data-driven", "type:video",
        "type:Video", "type:vid*", "provider:cloud", 'provider:"Daily Cloud"', "provider:zebr*",
        "provider:zbra~", "provider:(zebra OR bare.org)", "site:example.com", "site:com",
        "site:cloud", "provider:*", "site:www.other.net", "after:2021-08-26", "before:2020",
        "added:2021", "added:2020-10..2021-03", "added:>9m", "-added:<1y",
        "published:>2w",
        "published:2020-02..2021", "quality:>0", "quality:<0", "heat:<7", "heat:-1", "is:curated",
        "-provider:cloud", "-type:video", "-after:2021",
    ]
)  # fmt: skip


def _joined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(parts, min_size=2, max_size=3)
    return st.one_of(
        several.map(" ".join),
        several.map(" AND ".join).map("({})".format),
        several.map(" OR ".join).map("({})".format),
        parts.map("NOT ({})".format),
    )


words = st.sampled_from(_WORDS)
queries = st.one_of(
    st.just(""),
    words,
    st.lists(words, min_size=2, max_size=4).map(" ".join),
    st.lists(_PARTS, min_size=1, max_size=3).map(" ".join),
    st.builds("{} {}".format, st.lists(_PARTS, max_size=2).map(" ".join), _CONSTRAINTS),
    st.recursive(st.one_of(_PARTS, _PARTS, _CONSTRAINTS), _joined, max_leaves=5),
)
"""Query texts: few words, and anything that the language has."""

odd_texts = st.lists(
    st.sampled_from(
        [
            "!!!", "\x00", '"', "(", ")", "NOT", "OR", "AND", ":", "tittle:cloud", "quality:high",
            "after:never", "is:new", "the", "cloud", "\ud7ff", "\u202e", "title:", "*", "~", "-",
        ]
    )
    | st.text(max_size=3),
    min_size=1,
    max_size=5,
).map(" ".join)  # fmt: skip
"""What nobody means."""


def _values(values: list[str]) -> st.SearchStrategy[list[str]]:
    some = st.lists(st.sampled_from([*values, "unknown"]), unique=True, max_size=2)
    # Six of these narrow a search: if each mostly did, few would find several articles.
    is_given = st.sampled_from([False] * 5 + [True])
    return st.builds(lambda given, values: values if given else [], is_given, some)


_DATES = st.sampled_from(
    [
        {}, {}, {}, {"from_": "2020"}, {"to": "2020-02"}, {"from_": "2020-01-01", "to": "2021-08"},
        {"last": "7d"}, {"last": "1m"}, {"last": "2y"}, {"date": "none"}, {"from_": "2022"},
        {"from_": "2021-08-26", "to": "2021-08-26"}, {"to": "1999"}, {"from_": "2021-08-20"},
    ]
)  # fmt: skip


_SAMPLES = st.sampled_from(
    [
        *[{}] * 8, {"sample": 3}, {"sample": 4, "seed": 7, "strata": ("provider",)}, {"weeks": 1},
        {"sample": 5, "strata": ("provider", "month"), "allocation": "equal"},
        {"sample": 2, "weeks": 2, "seed": 3}, {"sample": 1000, "strata": ("month",)},
    ]
)  # fmt: skip


def _asked(q: str, dates: dict[str, str], sampled: dict[str, Any], **fields: Any) -> Criteria:
    text = q.encode("utf-8", "replace").decode()
    return asking(q=text, **dates, **sampled, **fields, today=TODAY)


def searches(
    texts: st.SearchStrategy[str] = queries, **fields: st.SearchStrategy[Any]
) -> st.SearchStrategy[Criteria]:
    """Return searches with filters, some or none; fields that are given are drawn as given."""
    return st.builds(
        _asked,
        texts,
        _DATES,
        **{
            "provider": _values(_LABELS),
            "topic": _values([*TOPICS]),
            "type": _values([*TYPES[1:]]),
            "not_provider": _values(_LABELS),
            "not_topic": _values([*TOPICS]),
            "not_type": _values([*TYPES[1:]]),
            "find_topic": st.sampled_from([[], [], [], ["CAFE"], ["zzz"]]),
            "find_provider": st.sampled_from([[], [], [], ["the"], ["d"]]),
            "min_quality": st.sampled_from([None, None, None, None, None, -5, 50, 91]),
            "curated": st.sampled_from([False, False, False, False, True]),
            "added_from": st.sampled_from(["", "", "", "", "", "2020-11", "2021"]),
            "added_to": st.sampled_from(["", "", "", "", "", "2021", "2023-01-05"]),
            "since": st.sampled_from([None, None, None, None, None, 0]),
            "match": st.sampled_from(["all", "all", "any"]),
            "in_": st.sampled_from([(), (), (), ("title",), ("title", "excerpt"), ("topics",)]),
            "sort": st.sampled_from([None, None, "newest", "oldest", "quality", "heat", "added"]),
            "group": st.sampled_from(["", "", "story"]),
            "unit": st.sampled_from(["article", "article", "story", "provider"]),
            "base": st.sampled_from(["all", "all", "filtered"]),
            "as_of": st.sampled_from([None, None, 0]),
            "page": st.sampled_from([1, 1, 1, 2]),
            "sampled": _SAMPLES,
            "size": st.sampled_from([2, 3, 100]),
            "facet_size": st.sampled_from([1, 2, 20]),
            **fields,
        },
    )
