"""What is sent of an article, against what the local index makes of it."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from indexer.cluster.cluster_documents import cluster_document
from indexer.cluster.spooling import Spool, prepare
from indexer.contract.analysis import TOKEN, accent_map, stemming_analyzer, words_analyzer
from indexer.contract.article import Article, Fingerprint, Image, Provider
from indexer.contract.cluster.index_terms import (
    DELIMITER,
    EMPTY_TERM,
    MAX_TERM_BYTES,
    indexed_term,
)
from indexer.contract.cluster.mapping import FIELDS, WHOLE_WEIGHTS, article_index_body
from indexer.contract.cluster.stored_articles import article_of_source, signed, unpacked
from indexer.contract.history import History, Moment
from indexer.contract.schema import link_number, related_value
from indexer.stories.signatures import NO_DATE

FILE = Fingerprint(7, 8, "ab" * 16)
WHOLE = Article(
    id="2020/news",
    title="Running with C++ in Zürich",
    excerpt="They ran; \u0301 and ran.",
    url="https://example.com/a",
    provider=Provider("Die Zeit", "www.zeit.de", "ZEIT"),
    published=datetime(1960, 1, 2, 3, 4, 5, 678, UTC),
    topics=("Big Data", "!", "data-driven"),
    type="news",
    category="tech",
    quality=3,
    heat=5,
    curated=True,
    image=Image("https://example.com/i.png", 3, None),
    web_url="https://example.com/a",
    related=("https://example.com/b", "https://example.com/c"),
)
TEXTS = st.text(st.sampled_from("abc Zü\u0301#+f-.12漢"), max_size=30)


def test_a_document_has_all_that_is_asked_for() -> None:
    """Terms, values and what is kept stand in the fields of the mapping."""
    history = History(Moment(5, 1), Moment(9, 2), "2020/old")
    fields = cluster_document(WHOLE, FILE, history)
    assert fields["title"] == "run with c++ in zurich"
    assert fields["title_words"] == "running with c++ in zurich"
    assert fields["title_vocabulary"] == ["running", "with", "c++", "in", "zurich"]
    assert fields["excerpt"] == f"they ran {EMPTY_TERM} and ran"
    running = f"running with c++ in zurich\nthey ran {EMPTY_TERM} and ran"
    assert unpacked(fields["running_words"]).decode() == running
    # A label without a word leaves no gap.
    assert fields["topics"] == ["big data", "data driven"]
    assert fields["topics_words"] == ["big data", "data driven"]
    assert fields["length"] == 8 * 5 + 4 * 5 + 4
    assert (fields["title_length"], fields["excerpt_length"], fields["topics_length"]) == (5, 5, 4)
    assert fields["all"].split(" ")[:3] == ["run|8", "with|8", "c++|8"]
    assert "ran|8" in fields["all"].split(" ")
    assert "data|2" in fields["all"].split(" ")
    assert fields["topic_labels"] == ["Big Data", "!", "data-driven"]
    assert fields["provider"] == "die zeit"
    assert fields["provider_vocabulary"] == ["die", "zeit"]
    assert fields["provider_label"] == "Die Zeit"
    assert fields["domain"] == ["zeit.de", "de", "zeit"]
    assert fields["published"] == -315_521_754_999_322
    assert fields["link"] == signed(link_number(WHOLE.web_url))
    assert unpacked(fields["related"]) == related_value(WHOLE.related)
    assert fields["file"] == {"size": 7, "mtime": 8, "digest": "ab" * 16}
    assert (fields["added_time"], fields["added_generation"]) == (5, 1)
    assert (fields["changed_time"], fields["changed_generation"]) == (9, 2)
    assert fields["first_id"] == "2020/old"


def test_an_article_with_next_to_nothing_leaves_fields_out() -> None:
    """Of values that are not there no field stands for one."""
    fields = cluster_document(Article("a", "…"), FILE)
    assert set(fields) == {"id", "heat", "curated", "stored", "file", "signature", "length"}
    assert fields["length"] == 0


def test_every_field_has_its_place_in_the_mapping() -> None:
    """The mapping is strict: it names what documents hold, and what the commit adds."""
    fields = cluster_document(WHOLE, FILE, History(Moment(5, 1), Moment(9, 2), "2020/old"))
    assert {*fields, "number", "from", "until", "story", "copies"} == set(FIELDS)
    body = article_index_body(3, 2)
    assert body["mappings"]["dynamic"] == "strict"
    assert (body["settings"]["number_of_shards"], body["settings"]["number_of_replicas"]) == (3, 2)


def test_an_article_comes_back_from_its_document() -> None:
    """What is kept becomes the article again, but for addresses of related ones."""
    source = json.loads(prepare(cluster_document(WHOLE, FILE)).data)
    assert article_of_source(source) == Article(
        **{**{name: getattr(WHOLE, name) for name in Article.__slots__}, "related": ()}
    )
    plain = Article("a", "b")
    assert article_of_source(json.loads(prepare(cluster_document(plain, FILE)).data)) == plain


@given(TEXTS, TEXTS, st.lists(TEXTS, max_size=3))
def test_terms_are_those_of_the_local_index(title: str, excerpt: str, topics: list[str]) -> None:
    """Stems and words are what the analyzers make of the texts; ``all`` counts the stems."""
    fields = cluster_document(Article("a", title, excerpt, topics=tuple(topics)), FILE)
    stems, words = stemming_analyzer(), words_analyzer()
    counted: Counter[str] = Counter()
    for name, texts in (("title", [title]), ("excerpt", [excerpt]), ("topics", topics)):
        for suffix, analyzer in (("", stems), ("_words", words)):
            expected = [[token.text for token in analyzer(text)] for text in texts]
            expected = [[term or EMPTY_TERM for term in terms] for terms in expected if terms]
            value = fields.get(name + suffix, [])
            passages = [value] if isinstance(value, str) else value
            assert [passage.split(" ") for passage in passages] == expected
            if not suffix:
                for term in (term for terms in expected for term in terms):
                    counted[term] += WHOLE_WEIGHTS[name]
    pairs = [each.rpartition(DELIMITER) for each in fields.get("all", "").split(" ") if each]
    assert {term: int(frequency) for term, _, frequency in pairs} == counted
    assert fields["length"] == sum(counted.values())


def test_no_term_can_hold_what_stands_between_terms() -> None:
    """Neither the blank, nor white space of any kind, nor the delimiter is part of a token."""
    every = "".join(map(chr, (*range(0xD800), *range(0xE000, sys.maxunicode + 1))))
    folded = "".join(TOKEN.findall(every)).lower().translate(accent_map())
    assert not re.search(r"\s", folded)
    assert DELIMITER not in folded
    assert EMPTY_TERM not in folded


def test_a_term_that_lucene_would_refuse_is_cut_and_stays_another_one() -> None:
    """It fits beside its frequency, and differs from what begins alike."""
    one, other = "ü" * 20_000 + "a", "ü" * 20_000 + "b"
    for term in (indexed_term(one), indexed_term(other)):
        assert len(f"{term}{DELIMITER}4000".encode()) <= MAX_TERM_BYTES
        assert term.startswith("ü" * 15_000)
    assert indexed_term(one) != indexed_term(other)
    assert indexed_term("ü" * 16_000) == "ü" * 16_000
    assert indexed_term("") == EMPTY_TERM


def test_documents_wait_in_their_order() -> None:
    """What comes out of a spool is what went in, as often as it is asked for."""
    spool = Spool()
    for number in (3, 1, 2):
        spool.add(number, b"x" * number)
    for _ in range(2):
        assert list(spool) == [(3, b"xxx"), (1, b"x"), (2, b"xx")]
    spool.close()


def test_a_prepared_document_has_its_signature() -> None:
    """It is what the local index keeps, too."""
    prepared = prepare(cluster_document(Article("a/b", "Title"), FILE))
    assert prepared.id == "a/b"
    assert int.from_bytes(prepared.signature[8:16], "little", signed=True) == NO_DATE
