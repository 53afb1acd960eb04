"""All that a search found, article by article, and the manifest that says what of."""

from __future__ import annotations

from hashlib import sha256
from itertools import islice
from typing import Any

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from indexer.contract.article import Article
from tests.webui.search.contract.support.backends import REFERENCE, Kind
from tests.webui.search.contract.support.drawing import archives, searches
from tests.webui.search.contract.support.same import PRECISION, has_order, has_scores
from tests.webui.search.library import TODAY, article, asking, generated
from tests.webui.search.reference.backend import ReferenceSearcher
from tests.webui.serving import until
from webui.search.backend import Backend, Finding, Searcher
from webui.search.criteria.criteria import SORTS, Criteria

_STORM = [
    article("b/1", "Storm over the coast", excerpt="A ferry was late.", topics=("Weather",)),
    article("a/2", "Ferry late", excerpt="No storm this time.", topics=("Storm",)),
    article("ü/3", "Quiet seas", excerpt="Nothing to report.", topics=("Ferry", "Calm")),
]


def _find(searcher: Searcher, q: str = "", **fields: Any) -> Finding:
    return searcher.find(asking(q=q, **fields, today=TODAY))


def _generation(backend: Backend) -> int:
    with backend.searcher() as searcher:
        return searcher.state.generation


def _pages(searcher: Searcher, criteria: Criteria) -> list[dict[str, Any]]:
    """Return the hits of all pages, walked one after the other, without what only they have."""
    walked: list[dict[str, Any]] = []
    page = 1
    while True:
        hits = searcher.find(criteria.changed(group="", size=10, page=page)).page().hits
        if not hits:
            return walked
        walked += [hit.model_dump(exclude={"highlights": True, "group": True}) for hit in hits]
        page += 1


@generated(18)
@given(archives(most=14), st.sampled_from(SORTS), st.sampled_from(["", "story"]), st.data())
def test_records_are_what_the_pages_show_one_after_another(
    kind: Kind, articles: list[Article], sort: str, group: str, data: st.DataObject
) -> None:
    """All of them, in the same order and with the same values, whatever page was asked for."""
    criteria = data.draw(searches()).changed(sort=sort, group=group, page=7)
    with kind.searcher(articles) as searcher:
        finding = searcher.find(criteria)
        records = list(finding.records())
        assert len(records) == finding.total == finding.page().total
        walked = _pages(searcher, criteria)
    for record, hit in zip(records, walked, strict=True):
        own = record.model_dump(exclude={"matched": True, "copy_of": True, "stratum": True})
        if hit["story"] is None:
            alone = own.pop("story")
            assert (alone["id"], alone["size"], alone["copies"]) == (record.id, 1, 0)
            del hit["story"]
        assert own == hit


@generated(48)
@given(archives(), searches())
def test_records_and_manifest_are_those_of_the_reference(
    other: Kind, articles: list[Article], criteria: Criteria
) -> None:
    """Matched fields and copies included; the state that answers is each one's own."""
    note(repr(criteria))
    own = {"generation": True, "time": True}
    with other.searcher(articles) as searcher, REFERENCE.searcher(articles) as plain:
        assert isinstance(plain, ReferenceSearcher)
        found, expected = searcher.find(criteria), plain.find(criteria)
        assert found.manifest().model_dump(exclude=own) == expected.manifest().model_dump(
            exclude=own
        )
        ours = [record.model_dump() for record in found.records()]
        theirs = [record.model_dump() for record in expected.records()]
    scores = [[record.pop("score") for record in side] for side in (ours, theirs)]
    if criteria.effective_sort == "relevance" and not (other.exact and has_order(expected)):
        ours, theirs = (sorted(side, key=lambda record: record["id"]) for side in (ours, theirs))
    elif other.exact and has_scores(expected.found.parsed.tree):
        near = [score and pytest.approx(score, rel=PRECISION, abs=1e-5) for score in scores[1]]
        assert scores[0] == near
    assert ours == theirs


def test_the_digest_is_that_of_the_ids_by_code_point(kind: Kind) -> None:
    """Each followed by a line feed, in UTF-8, whatever the order of the search."""
    with kind.searcher(_STORM) as searcher:
        digests = {_find(searcher, sort=sort).manifest().ids_sha256 for sort in SORTS}
        some = _find(searcher, "title:ferry").manifest()
        none = _find(searcher, "unicorn").manifest()
    assert digests == {sha256("a/2\nb/1\nü/3\n".encode()).hexdigest()}
    assert (some.total, some.ids_sha256) == (1, sha256(b"a/2\n").hexdigest())
    assert (none.total, none.ids_sha256) == (0, sha256(b"").hexdigest())


@pytest.mark.parametrize(
    ("q", "fields", "expected"),
    [
        ("storm", {}, {"b/1": ["title"], "a/2": ["excerpt", "topics"]}),
        ("storm ferry", {}, {"b/1": ["title", "excerpt"], "a/2": ["title", "excerpt", "topics"]}),
        ("storm -quiet", {"in_": ("title", "topics")}, {"b/1": ["title"], "a/2": ["topics"]}),
        ("title:ferry", {}, {"a/2": ["title"]}),
        ("topic:ferry", {}, {"ü/3": ["topics"]}),
        ("atleast2:storm", {}, {"a/2": ["excerpt", "topics"]}),
        ("-storm", {}, {"ü/3": []}),
        ("*", {}, {"b/1": [], "a/2": [], "ü/3": []}),
        ("", {}, {"b/1": [], "a/2": [], "ü/3": []}),
        ("the storm", {}, {"b/1": ["title"], "a/2": ["excerpt", "topics"]}),
    ],
)
def test_matched_are_the_fields_that_words_were_found_in(
    kind: Kind, q: str, fields: dict[str, Any], expected: dict[str, list[str]]
) -> None:
    """Any of the words, where it was looked for; not those that an article must not have."""
    with kind.searcher(_STORM) as searcher:
        found = {record.id: record.matched for record in _find(searcher, q, **fields).records()}
    assert found == expected


def test_some_of_the_words_are_exported_where_no_article_has_all(kind: Kind) -> None:
    """As on the page; the manifest has the notice, and without falling back there is nothing."""
    with kind.searcher(_STORM) as searcher:
        finding = _find(searcher, "storm quiet")
        assert finding.relaxed
        assert len(list(finding.records())) == finding.manifest().total == 3
        assert [each.code for each in finding.manifest().notices] == ["some_words"]
        exact = searcher.find(asking(q="storm quiet", today=TODAY), relax=False)
        assert list(exact.records()) == []


def test_the_manifest_says_what_decides_what_is_found(kind: Kind) -> None:
    """Filters as they were given, the days that they mean, and where words are looked for."""
    with kind.searcher(_STORM) as searcher:
        manifest = _find(
            searcher, "Storm", last="7d", match="any", in_=("title",), sort="oldest"
        ).manifest()
        state = searcher.state
    assert manifest.model_dump()["query"] == {
        "text": "Storm",
        "parsed": "Storm",
        "filters": {"last": "7d"},
        "match": "any",
        "in": ["title"],
        "from": "2021-08-26",
        "to": "2021-09-01",
    }
    assert (manifest.sort, manifest.generation) == ("oldest", state.generation)
    assert manifest.time <= state.synced


def test_two_runs_give_the_same(kind: Kind) -> None:
    """Nothing of it tells the time of day; scores included."""
    with kind.make(_STORM) as made:
        runs = []
        for _ in range(2):
            with made.backend.searcher() as searcher:
                finding = _find(searcher, "storm OR ferr*")
                runs.append((finding.manifest(), list(finding.records())))
    assert runs[0] == runs[1]


def test_records_go_on_in_the_state_that_they_began_in(kind: Kind) -> None:
    """Whatever is committed meanwhile."""
    articles = [article(f"a{number:04}", "A storm") for number in range(600)]
    with kind.make(articles) as made, made.backend.searcher() as searcher:
        finding = _find(searcher, "storm")
        rows = finding.records()
        begun = [record.id for record in islice(rows, 10)]
        made.change([article("z", "A calm")])
        until(lambda: _generation(made.backend) > searcher.state.generation, seconds=10)
        rest = [record.id for record in rows]
    assert [*begun, *rest] == [each.id for each in articles]
