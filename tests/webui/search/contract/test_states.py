"""One searcher is one state of the archive."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.webui.search.contract.support.backends import Kind
from tests.webui.search.contract.support.same import ask, ids
from tests.webui.search.library import TODAY, article
from tests.webui.serving import until
from webui.search.backend import Backend, Searcher
from webui.search.criteria.criteria import Criteria

BEFORE = [article("a", "storm"), article("b", "storm")]
AFTER = [article("b", "calm"), article("c", "storm")]


def generation(backend: Backend) -> int:
    """Return the number of the newest state."""
    with backend.searcher() as searcher:
        return searcher.state.generation


def answers(searcher: Searcher) -> list[object]:
    """Return what depends on the articles, all the articles."""
    found = searcher.find(Criteria(q="storm", today=TODAY))
    return [
        found.total,
        sorted(ids(found.page())),
        searcher.overview(),
        searcher.article("a"),
        list(searcher.suggest("stor")),
        searcher.state,
    ]


def test_a_searcher_stays_what_it_is_while_the_archive_changes(kind: Kind) -> None:
    """Who holds one sees one state to the end; who asks anew sees the new one soon."""
    with kind.make(BEFORE) as made:
        with made.backend.searcher() as old:
            before = answers(old)
            made.change(AFTER)
            until(lambda: generation(made.backend) > old.state.generation, seconds=10)
            with made.backend.searcher() as new:
                assert sorted(ids(ask(new))) == ["b", "c"]
                assert ids(ask(new, "storm")) == ["c"]
                assert new.article("a") is None
            assert answers(old) == before
        with made.backend.searcher() as again:
            assert ids(ask(again, "storm")) == ["c"]


def test_parts_of_a_finding_agree_whenever_they_are_asked_for(kind: Kind) -> None:
    """A page is of the state in which was searched, however long ago that was."""
    with kind.make(BEFORE) as made, made.backend.searcher() as searcher:
        finding = searcher.find(Criteria(q="storm", today=TODAY))
        made.change(AFTER)
        until(lambda: generation(made.backend) > searcher.state.generation, seconds=10)
        page = finding.page()
        assert page.total == finding.total == 2
        assert page.index == searcher.state
        assert page.facets.date.missing == 2


def test_a_state_says_which_it_is(kind: Kind) -> None:
    """Its number, how many articles it has, and when it was made."""
    with kind.searcher(BEFORE) as searcher:
        state = searcher.state
        results = [ask(searcher).index, searcher.overview().index]
    assert state.articles == 2
    assert state.generation > 0
    assert datetime.fromisoformat(state.synced).tzinfo is not None
    assert results == [state, state]


@pytest.mark.parametrize("many", [1, 3])
def test_a_state_can_be_lent_several_times(kind: Kind, many: int) -> None:
    """Also while it is lent; an error of who borrowed it does no harm."""
    with kind.make(BEFORE) as made:
        for _ in range(many):
            with pytest.raises(KeyError), made.backend.searcher():
                raise KeyError
        with made.backend.searcher() as one, made.backend.searcher() as other:
            assert one.state == other.state
            assert ids(ask(one)) == ids(ask(other)) == ["a", "b"]
