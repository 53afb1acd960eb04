"""One article, and the index in numbers."""

from __future__ import annotations

from indexer.contract.article import Provider
from tests.webui.search.library import article, opened
from webui.search.local.answers.article import article_detail
from webui.search.local.answers.status import overview


def test_an_article_is_shown_with_all_its_links() -> None:
    """The detail holds every address and the story; what is missing is null."""
    with opened(
        [
            article(
                "a", "A & B", url="https://e.com/1", amp_url="https://e.com/amp",
                provider=Provider("", "e.com"), category="c", published="2021-08-26T01:02:03",
                web_url="https://e.com/1", related=("https://e.com/2",),
            ),
            article("b", web_url="https://e.com/2", published="2021-08-25"),
        ]
    ) as snapshot:  # fmt: skip
        detail = article_detail(snapshot, 0).model_dump(exclude={"index"})
        assert article_detail(snapshot, 1).provider is None
    assert detail == {
        "id": "a", "title": "A & B", "excerpt": "", "url": "https://e.com/1",
        "original_url": None, "amp_url": "https://e.com/amp", "cdn_amp_url": None,
        "provider": {"name": "", "domain": "e.com"}, "published": "2021-08-26T01:02:03Z",
        "topics": [], "type": None, "category": "c", "quality": None, "heat": -1,
        "curated": False, "image": None, "story": {"id": "b", "size": 2},
    }  # fmt: skip


def test_the_overview_counts_what_is_not_deleted() -> None:
    """Articles, dates, providers, topics and stories of live articles are counted."""
    articles = [
        article("a", provider="P", topics=("x", "y"), published="2021-01-02", web_url="https://1"),
        article("b", provider="P", topics=("x",), related=("https://1",)),
        article("c", provider="Q", topics=("z",), published="1999-01-01"),
    ]
    with opened(articles, deleted=["c"]) as snapshot:
        shown = overview(snapshot)
    assert shown.index.articles == 2
    assert (shown.first, shown.last, shown.undated) == ("2021-01-02", "2021-01-02", 1)
    assert (shown.providers, shown.topics, shown.stories) == (1, 2, 1)
