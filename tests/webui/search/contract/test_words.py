"""The query language: what texts find. The syntax itself is nobody's but the parser's."""

from __future__ import annotations

import pytest

from indexer.contract.article import Provider
from tests.webui.search.contract.support.backends import Kind
from tests.webui.search.contract.support.same import ask, found, ids
from tests.webui.search.library import TODAY, article, asking, codes
from webui.search.criteria.criteria import Criteria, SearchedField

ARTICLES = [
    article(
        "ferry", "Ferry strike at Peñalba", excerpt="Crews vote on data-driven rosters.",
        topics=("Transport", "Labour unions"), provider=Provider("Meridian Wire", "m.bbc.co.uk"),
        type="article", published="2021-08-26T12:00:00", quality=50, heat=-1,
    ),
    article(
        "bridge", "Bridges and ferries", excerpt="The night train is late, and data is driven.",
        topics=("Transport",), provider=Provider("", "wire.example"), type="webinar",
        published="2020-01-01", quality=51, heat=0, curated=True,
    ),
    article("cloud", "C# and Kubernetes", excerpt="数据库 in the night; a train", heat=7),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ferry", "ferry bridge"),
        ("PENALBA", "ferry"),
        ("ferry strike", "ferry"),
        ("ferry OR kubernetes", "ferry bridge cloud"),
        ("ferry NOT strike", "bridge"),
        ("-ferry", "cloud"),
        ("(ferry OR kubernetes) AND night", "bridge cloud"),
        ('"night train"', "bridge"),
        ('"night train"~2', "bridge cloud"),
        ('"night data"~4', ""),
        ('"night data"~5', "bridge"),
        ('"train night"~5', ""),
        ("data-driven", "ferry"),
        ("title:night", ""),
        ("excerpt:night", "bridge cloud"),
        ("topic:union", "ferry"),
        ('topic:"labour unions"', "ferry"),
        ('topic:"transport labour"', ""),
        ('"transport labour"~100', ""),
        ('near100:"labour transport"', ""),
        ('topic:="labour unions"', "ferry"),
        ('topic:="transport labour"', ""),
        ('provider:"meridian wire"', "ferry"),
        ("provider:meridian", "ferry"),
        ("provider:wire", "ferry bridge"),
        ("site:bbc.co.uk", "ferry"),
        ("site:www.wire.example", "bridge"),
        ("provider:*", "ferry bridge"),
        ("type:webinar", "bridge"),
        ("type:web*", "bridge"),
        ("after:2021-08-26", "ferry"),
        ("before:2021-08-26", "bridge"),
        ("published:2020-01..2021", "ferry bridge"),
        ("quality:>50", "bridge"),
        ("quality:50", "ferry"),
        ("heat:<7", "bridge"),
        ("heat:>=0", "bridge cloud"),
        ("is:curated", "bridge"),
        ("kuber*", "cloud"),
        ("*net*s", "cloud"),
        ("data-driv*", "ferry bridge"),
        ("kuberntes~", "cloud"),
        ("kubrentes~", ""),
        ("kubrentes~2", "cloud"),
        ("*", "ferry bridge cloud"),
        ("c#", "cloud"),
        ("数据", "cloud"),
        ("据数", ""),
        ("the night", "bridge cloud"),
        ("the !!!", "bridge cloud"),
        ("night provider:(meridian OR wire)", "bridge"),
        ("=ferry", "ferry"),
        ("=FERRIES", "bridge"),
        ("=penalba", "ferry"),
        ("-=ferry", "bridge cloud"),
        ("=data-driven", "ferry"),
        ('="bridges and ferries"', "bridge"),
        ('="bridge and ferry"', ""),
        ('"bridge and ferry"', "bridge"),
        ('="bridges ferries"~2', "bridge"),
        ('="bridges ferries"~1', ""),
        ("title:=ferries", "bridge"),
        ("excerpt:=ferries", ""),
        ("topic:=unions", "ferry"),
        ("topic:=union", ""),
        ("title:(=ferry OR =ferries)", "ferry bridge"),
        ("=the night", "bridge cloud"),
        ("=the =night =late", "bridge"),
        ("provider:=meridian", "ferry"),
        ('near1:"train night"', "bridge"),
        ('near2:"train night"', "bridge cloud"),
        ('near5:"driven late"', "bridge"),
        ('near1:"driven late data"', ""),
        ('near2:"driven late data"', "bridge"),
        ('near1:"ferry ferry"', ""),
        ('title:near5:"strike ferry"', "ferry"),
        ('near5:title:"strike ferry"', "ferry"),
        ('excerpt:near5:"strike ferry"', ""),
        ('near5:"strike crews"', ""),
        ('near2:="ferries bridges"', "bridge"),
        ('near2:="ferry bridge"', ""),
        ('provider:near2:"wire meridian"', "ferry"),
        ('-near2:"train night"', "ferry"),
        ("atleast2:transport", ""),
        ("atleast1:transport", "ferry bridge"),
        ("atleast2:night", ""),
        ("atleast2:data", ""),
        ("atleast2:and", "bridge"),
        ("title:atleast2:ferry", ""),
        ("provider:atleast1:wire", "ferry bridge"),
        ('provider:="meridian wire"', "ferry"),
        ("type:=webinar", "bridge"),
    ],
)
def test_a_text_finds_what_it_says(kind: Kind, text: str, expected: str) -> None:
    """Each kind of part that a query may have, on its own or beside others."""
    with kind.searcher(ARTICLES) as searcher:
        finding = searcher.find(ask_for(text), relax=False)
        assert set(ids(finding.page())) == set(expected.split())
        assert finding.notices == []


def ask_for(text: str, **fields: object) -> Criteria:
    """Return a search."""
    return asking(q=text, today=TODAY, **fields)


def test_any_of_the_words_will_do(kind: Kind) -> None:
    """Parts of words written as one are words; what narrows still holds; questions are no words."""
    with kind.searcher(ARTICLES) as searcher:
        assert found(searcher, "strike kubernetes", match="any") == {"ferry", "cloud"}
        assert found(searcher, "data-strike", match="any") == {"ferry", "bridge"}
        assert found(searcher, "data-strik~", match="any") == {"ferry", "bridge"}
        assert found(searcher, "strike night site:bbc.co.uk", match="any") == {"ferry"}
        assert found(searcher, "strike night provider:(meridian OR x)", match="any") == {"ferry"}
        assert found(searcher, "what is kubernetes", match="any") == {"cloud"}


@pytest.mark.parametrize(
    ("text", "fields", "expected"),
    [
        ("ferry", ["title"], "ferry bridge"),
        ("night", ["title"], ""),
        ("night", ["title", "excerpt"], "bridge cloud"),
        ("transport", ["title", "excerpt"], ""),
        ("transport", ["topics"], "ferry bridge"),
        ("transport ferry", ["title", "topics"], "ferry bridge"),
        ('"night train"', ["excerpt"], "bridge"),
        ('"night train"', ["title"], ""),
        ("=unions", ["topics"], "ferry"),
        ("kuber*", ["excerpt"], ""),
        ("kuberntes~", ["title"], "cloud"),
        ("title:ferry", ["excerpt"], "ferry bridge"),
        ("title:ferry night", ["excerpt"], "bridge"),
        ("ferry provider:meridian", ["title"], "ferry"),
        ("-transport", ["title"], "ferry bridge cloud"),
        ("*", ["topics"], "ferry bridge cloud"),
    ],
)
def test_words_are_looked_for_where_it_is_asked(
    kind: Kind, text: str, fields: list[SearchedField], expected: str
) -> None:
    """``in`` says where what has no field is looked for; what has one is where it says."""
    with kind.searcher(ARTICLES) as searcher:
        finding = searcher.find(ask_for(text, in_=tuple(fields)), relax=False)
        assert set(ids(finding.page())) == set(expected.split())
        assert finding.notices == []


def test_relaxing_says_where_it_looked(kind: Kind) -> None:
    """Of a part of the fields nothing is said about the others."""
    with kind.searcher(ARTICLES) as searcher:
        (notice,) = ask(searcher, "night ferry", in_=("title",)).notices
        message = "No article has all of these words in title; these have some of them."
        assert notice.message == f"{message} Not there in any article: night."
        assert ask(searcher, "night ferry").notices == []


def test_one_form_scores_as_if_there_were_no_others(kind: Kind) -> None:
    """Where all articles have one form of a word, it scores the same with and without ``=``."""
    with kind.searcher(ARTICLES) as searcher:
        for text in ("strike", "title:night", "excerpt:night", "crews", '"night train"'):
            field, _, words = text.rpartition(":")
            exact = f"{field}:={words}" if field else f"={words}"
            plain, same = ask(searcher, text).hits, ask(searcher, exact).hits
            assert [h.id for h in plain] == [h.id for h in same]
            for hit, other in zip(plain, same, strict=True):
                assert other.score == pytest.approx(hit.score, rel=1e-4)


@pytest.mark.parametrize(
    ("text", "fields", "match", "expected"),
    [
        ("transport", {}, "all", 2),
        ("ferry", {}, "all", 0),
        ("ferry OR transport", {}, "all", 0),
        ("strike OR transport", {}, "all", 1),
        ("topic:transport", {}, "all", 0),
        ("strike topic:transport", {}, "all", 0),
        ("transport", {"type": ["webinar"]}, "all", 1),
        ("transport", {"in_": ("topics",)}, "all", 0),
        ("strike transport", {}, "any", 1),
        # No article has all: of those that have some, one has no more than the topic.
        ("strike transport unicorn", {}, "all", 1),
        # One more lacks the word then, and one has more words than the one that is left out.
        ("ferry -transport", {}, "all", 0),
        ("night -transport", {}, "all", -1),
        ("!!!", {}, "all", 0),
        ("", {}, "all", 0),
    ],
)
def test_what_is_found_by_topic_only_is_counted(
    kind: Kind, text: str, fields: dict[str, object], match: str, expected: int
) -> None:
    """It is what there is less with title and excerpt alone, under the same filters."""
    asked = ask_for(text, match=match, **fields)
    with kind.searcher(ARTICLES) as searcher:
        finding = searcher.find(asked)
        assert finding.topics_only == expected
        if not asked.in_ and finding.topics_only:
            others = searcher.find(asked.changed(in_=("title", "excerpt")))
            assert finding.topics_only == finding.total - others.total


def test_a_word_counts_as_often_as_the_query_repeats_it(kind: Kind) -> None:
    """In brackets or not."""
    with kind.searcher(ARTICLES) as searcher:
        once, twice, four = (
            ask(searcher, text).hits[0].score or 0
            for text in ("strike", "strike strike", "strike strike (strike strike)")
        )
    assert twice == pytest.approx(2 * once, rel=1e-4)
    assert four == pytest.approx(4 * once, rel=1e-4)


def test_what_only_narrows_has_no_say_in_the_order(kind: Kind) -> None:
    """A provider, a date or a type is no merit; with nothing else, the newest comes first."""
    articles = [
        article("a", "storm", provider="P P P", published="2020-01-01", type="x"),
        article("b", "storm", provider="P", published="2021-01-01", type="x"),
    ]
    with kind.searcher(articles) as searcher:
        for text in ("provider:p", "provider:(p OR q)", "type:x published:2020..2021", "-calm"):
            result = ask(searcher, text)
            assert ids(result) == ["b", "a"], text
            assert result.hits[0].score == result.hits[1].score, text
        plain = ask(searcher, "storm").hits[0].score
        assert ask(searcher, "storm provider:(p OR q) type:x").hits[0].score == plain


def test_words_that_no_article_has_are_named(kind: Kind) -> None:
    """Where some of the words are searched, it is said which ones are nowhere."""
    with kind.searcher(ARTICLES) as searcher:
        result = ask(searcher, 'strike unicorn "train ferry" night')
    (notice,) = result.notices
    assert notice.code == "some_words"
    assert notice.message.endswith('In no article: unicorn, "train ferry".')


def test_notices_say_what_was_not_as_it_seems(kind: Kind) -> None:
    """Of a query that was read otherwise than it was written."""
    with kind.searcher(ARTICLES) as searcher:
        assert codes(ask(searcher, "tittle:ferry", match="any")) == ["not_understood"]
        assert codes(ask(searcher, "quality:high ferry", match="any")) == ["not_understood"]
        assert codes(ask(searcher, "ferry " * 1000, match="any")) == ["shortened", "plain_words"]
        assert codes(ask(searcher, "!!!")) == ["no_words"]


def test_a_relaxed_search_says_so_and_a_strict_one_finds_nothing(kind: Kind) -> None:
    """Whoever wants all of the words gets nothing where no article has them."""
    with kind.searcher(ARTICLES) as searcher:
        relaxed = searcher.find(ask_for("strike kubernetes"))
        strict = searcher.find(ask_for("strike kubernetes"), relax=False)
        filtered = searcher.find(ask_for("strike kubernetes", type=["webinar"]))
    assert (relaxed.relaxed, relaxed.total) == (True, 2)
    assert (strict.relaxed, strict.total, strict.notices) == (False, 0, [])
    # There are no "these" that the notice could be about.
    assert (filtered.relaxed, filtered.total, filtered.notices) == (True, 0, [])


def test_near_is_either_order(kind: Kind) -> None:
    """Of two words it finds what the phrases with that slop find in either order together."""
    texts = ["a b", "b a", "a x x b", "b x x a", "a x x x b", "b", "a a b", "a x x x x b x a"]
    articles = [article(str(n), "title", excerpt=text) for n, text in enumerate(texts)]
    with kind.searcher(articles) as searcher:
        for distance in range(1, 6):
            near = found(searcher, f'near{distance}:"a b"')
            assert near == found(searcher, f'"a b"~{distance} OR "b a"~{distance}'), distance


def test_words_are_counted_over_all_fields_together(kind: Kind) -> None:
    """Title, excerpt and topics, or those that ``in`` or the field names; forms count, too."""
    articles = [
        article("a", "storm", excerpt="a storm of storms", topics=("Storms",)),
        article("b", "storm", excerpt="the night storm, a night storm"),
        article("c", "calm", excerpt="storm"),
    ]
    with kind.searcher(articles) as searcher:
        assert found(searcher, "atleast2:storm") == {"a", "b"}
        assert found(searcher, "atleast4:storm") == {"a"}
        assert found(searcher, "atleast5:storm") == set()
        assert found(searcher, "atleast3:storm", in_=("title", "excerpt")) == {"a", "b"}
        assert found(searcher, "atleast2:storm", in_=("topics",)) == set()
        assert found(searcher, "excerpt:atleast2:storm") == {"a", "b"}
        assert found(searcher, "atleast2:=storm") == {"a", "b"}
        assert found(searcher, "atleast3:=storm") == {"b"}
        assert found(searcher, 'atleast2:"night storm"') == {"b"}
        assert found(searcher, 'atleast3:"night storm"') == set()
        plain = {hit.id: hit.score for hit in ask(searcher, "storm").hits}
        for hit in ask(searcher, "atleast2:storm").hits:
            assert hit.score == pytest.approx(plain[hit.id], rel=1e-4)
