"""Citations of searches, and of many articles in one style."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.webui.formats.test_citations import FULL, SOURCES, TODAY, Source
from webui.formats.citations import citations
from webui.formats.citing.bibliography import STYLES, bibliography
from webui.formats.citing.cited_search import CitedSearch, search_citations

SEARCH = CitedSearch(
    q="security",
    filters=("Provider: BBC", "2021"),
    listed=False,
    total=475,
    generation=3,
    made=date(2026, 11, 29),
    accessed=date(2026, 12, 1),
    url="https://cuttings.example/?q=security&as_of=3",
)


def test_a_search_is_cited_in_each_style() -> None:
    """Query, filters, count, generation and its day, access and address are in all of them."""
    assert {each.style: each.text for each in search_citations(SEARCH)} == {
        "Sentence": "Cuttings search “security”, filters: Provider: BBC; 2021, 475 articles, "
        "index generation 3 of 29 November 2026, accessed 1 December 2026, "
        "https://cuttings.example/?q=security&as_of=3",
        "APA": "Cuttings. (2026, November 29). Search “security”, filters: Provider: BBC; 2021: "
        "475 articles [Database search; index generation 3]. Retrieved December 1, 2026, from "
        "https://cuttings.example/?q=security&as_of=3",
        "MLA": "“Search ‘security’, filters: Provider: BBC; 2021.” Cuttings, index generation 3, "
        "29 Nov. 2026, https://cuttings.example/?q=security&as_of=3. 475 articles. "
        "Accessed 1 Dec. 2026.",
        "Chicago": "Cuttings, “Search ‘security’, filters: Provider: BBC; 2021” (475 articles; "
        "index generation 3, November 29, 2026). Accessed December 1, 2026. "
        "https://cuttings.example/?q=security&as_of=3.",
    }


@pytest.mark.parametrize(
    ("change", "begin"),
    [
        ({"q": "", "filters": (), "total": 1}, "Cuttings search for all articles, 1 article, "),
        ({"q": "", "filters": (), "listed": True}, "Cuttings list of one’s own, 475 articles, "),
        ({"q": "a\nb", "filters": ()}, "Cuttings search “a b”, 475 articles, "),
    ],
)
def test_what_was_searched_is_said_in_words(change: dict[str, object], begin: str) -> None:
    """Also where it is everything, a list, or has line breaks, which a citation has none of."""
    sentence, *_ = search_citations(replace(SEARCH, **change))  # type: ignore[arg-type]
    assert sentence.text.startswith(begin)


@given(sources=st.lists(SOURCES, max_size=6), style=st.sampled_from(sorted(STYLES)))
def test_each_article_is_cited_as_on_its_own_page(sources: list[Source], style: str) -> None:
    """Once, and whatever their order before."""
    alone = sorted(
        cited.text
        for source in sources
        for cited in citations(source, TODAY)
        if cited.style == STYLES[style]
    )
    assert sorted(each.text for each in bibliography(sources, style, TODAY)) == alone
    assert len({each.text.count("\n") for each in bibliography(sources, style, TODAY)} - {0}) == 0


@pytest.mark.parametrize("style", STYLES)
def test_references_are_sorted_letter_by_letter(style: str) -> None:
    """Without the article, the case, the accents and the punctuation, as the manuals have it."""
    titles = ["The Ångström", "“Banks” close", "A bank run", "Émile", "an Étude", "Zebra", "thesis"]
    cited = bibliography((replace(FULL, id=t, title=t) for t in titles), style, TODAY)
    wanted = ["The Ångström", "A bank run", "“Banks” close", "Émile", "an Étude", "thesis", "Zebra"]
    starts = [each.text.lstrip("“").lstrip("‘") for each in cited]
    for text, title in zip(starts, wanted, strict=True):
        assert text.startswith(title.split()[0].strip("“”")), (starts, wanted)
