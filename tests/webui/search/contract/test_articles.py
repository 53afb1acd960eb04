"""One article, and the archive in numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given

from indexer.contract.article import Article, Image, Provider
from indexer.contract.syncs.last_sync import Changed, FailedFile, Refused
from indexer.contract.syncs.last_sync import LastSync as SyncRecord
from tests.webui.search.contract.support.backends import Kind
from tests.webui.search.contract.support.drawing import archives
from tests.webui.search.contract.support.same import shown
from tests.webui.search.library import article, generated
from tests.webui.search.reference.backend import ReferenceBackend
from tests.webui.search.reference.histories import made_up
from webui.search.criteria.dates import Span


def test_an_article_is_shown_with_all_its_links(kind: Kind) -> None:
    """The detail holds every address and the story; what is missing is null."""
    with kind.searcher(
        [
            article(
                "a", "A & B", url="https://e.com/1", amp_url="https://e.com/amp",
                image=Image("https://e.com/i.png", 1, 2),
                provider=Provider("", "e.com"), category="c", published="2021-08-26T01:02:03",
                web_url="https://e.com/1", related=("https://e.com/2",),
            ),
            article("b", "A & B!", web_url="https://e.com/2", published="2021-08-25"),
        ]
    ) as searcher:  # fmt: skip
        detail, other = searcher.article("a"), searcher.article("b")
        assert searcher.article("c") is None
    assert detail is not None
    assert other is not None
    assert other.provider is None
    known = made_up("a")
    assert known is not None
    assert shown(detail) == {
        "added": "2020-11-02T22:25:07Z", "added_generation": known.added.generation,
        "changed_generation": known.changed.generation,
        "id": "a", "title": "A & B", "excerpt": "", "url": "https://e.com/1",
        "original_url": None, "amp_url": "https://e.com/amp", "cdn_amp_url": None,
        "provider": {"name": "", "domain": "e.com"}, "published": "2021-08-26T01:02:03Z",
        "topics": [], "type": None, "category": "c", "quality": None, "heat": -1,
        "curated": False, "image": "https://e.com/i.png",
        "story": {"id": "a", "size": 2, "providers": 1, "copies": 1},
    }  # fmt: skip


def test_the_overview_counts_what_there_is(kind: Kind) -> None:
    """Articles, dates, providers, topics and stories are counted."""
    articles = [
        article("a", provider="P", topics=("x", "y"), published="2021-01-02"),
        article("b", provider="P", topics=("x",)),
        article("d", provider="P", topics=("x",), published="2021-01-01"),
        article("c", provider="Q", topics=("z",), published="1999-01-01"),
    ]
    with kind.searcher(articles) as searcher:
        overview = searcher.overview()
        assert overview.index == searcher.state
        assert searcher.span == Span(date(1999, 1, 1), date(2021, 1, 2))
    assert overview.index.articles == 4
    assert (overview.first, overview.last, overview.undated) == ("1999-01-01", "2021-01-02", 1)
    assert (overview.providers, overview.topics, overview.stories) == (2, 3, 1)


NOTED = SyncRecord(
    command="sync",
    result="done",
    time=datetime(2021, 9, 1, 12, tzinfo=UTC),
    seconds=1.5,
    changed=Changed(added=3, removed=1),
    done=datetime(2021, 9, 1, 12, tzinfo=UTC),
    articles=1,
    failed=1_200,
    causes={"not YAML": 1_199, "empty": 1},
    failures=tuple(
        FailedFile(path=path, line=3, column=1, cause="not YAML", reason="why", kept=True, since=at)
        for path, at in [
            ("2021/a.md", datetime(2021, 8, 1, tzinfo=UTC)),
            ("/home/me/aliases.yml", None),
            ("../aliases.yml", None),
            ("C:\\me\\aliases.yml", None),
        ]
    ),
)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {
            "result": "refused", "message": "The folder /home/me/articles has …", "failed": 0,
            "refused": Refused(files=1, articles=200, deleted=199, removed=0, versions=0),
            "causes": {}, "failures": (), "done": None,
        },
        {"result": "failed", "message": "/home/me: denied", "command": "rebuild"},
    ],
    ids=["done", "refused", "failed"],
)  # fmt: skip
def test_the_last_sync_is_told_as_it_was_noted_down(kind: Kind, changes: dict[str, Any]) -> None:
    """At once, without another state, and without the paths of the machine that it ran on."""
    record = NOTED.model_copy(update=changes)
    with kind.make([article("a")]) as made, made.backend.searcher() as searcher:
        assert searcher.last_sync is searcher.overview().last_sync is None
        made.note(record)
        found = searcher.last_sync
        assert found == searcher.overview().last_sync
    assert found is not None
    assert shown(found) == {
        "command": record.command, "result": record.result, "time": "2021-09-01T12:00:00Z",
        "seconds": 1.5, "added": 3, "updated": 0, "deleted": 0, "unchanged": 0, "removed": 1,
        "renamed": 0, "refused": record.refused and record.refused.model_dump(),
        "done": "2021-09-01T12:00:00Z" if record.done else None, "failed": record.failed,
        "causes": [{"cause": cause, "count": n} for cause, n in record.causes.items()],
        "failures": [
            {
                "path": path, "line": 3, "column": 1, "cause": "not YAML", "reason": "why",
                "kept": True, "since": since,
            }
            for path, since in [
                ("2021/a.md", "2021-08-01T00:00:00Z"), *[("aliases.yml", None)] * 3,
            ][: len(record.failures)]
        ],
    }  # fmt: skip
    later = datetime(2021, 9, 1, 13, tzinfo=UTC)
    assert found.age(later) == (3_600 if record.done else None)


def test_an_empty_archive_can_be_looked_at(kind: Kind) -> None:
    """Nothing is missing from it but articles."""
    with kind.searcher() as searcher:
        searcher.check()
        overview = searcher.overview()
        assert searcher.span == Span()
        assert searcher.article("a") is None
    assert (overview.index.articles, overview.first, overview.last) == (0, None, None)


@pytest.mark.slow
@generated(9)
@given(articles=archives())
def test_articles_and_overview_equal_those_of_the_reference(
    other: Kind, articles: list[Article]
) -> None:
    """Every field of every article, its story, and the numbers of the archive."""
    with (
        other.searcher(articles) as searcher,
        ReferenceBackend(articles).searcher() as reference,
    ):
        assert searcher.span == reference.span
        assert shown(searcher.overview()) == shown(reference.overview())
        for item in articles:
            ours, theirs = searcher.article(item.id), reference.article(item.id)
            assert ours is not None
            assert theirs is not None
            assert shown(ours) == shown(theirs)
