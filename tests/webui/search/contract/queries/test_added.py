"""What came into the archive when: filters, the query language, and the order."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from indexer.contract.history import History
from tests.webui.search.contract.support.backends import Kind
from tests.webui.search.contract.support.same import ask, ids
from tests.webui.search.library import article
from tests.webui.search.reference.histories import made_up
from webui.search.backend import Searcher
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.parameters import ParameterError

_ARTICLES = [article(f"a{number:02}", "A storm") for number in range(40)]
_KNOWN = {each.id: past for each in _ARTICLES if (past := made_up(each.id)) is not None}


def _day(past: History) -> str:
    return datetime.fromtimestamp(past.added.time / 1e6, UTC).date().isoformat()


def _everything(searcher: Searcher, q: str = "", **fields: object) -> set[str]:
    return set(ids(ask(searcher, q, size=100, **fields)))


def test_days_are_compared_with_those_of_the_first_sync(other: Kind) -> None:
    """From, to and both, in the address as in the query; unknown ones are of no day."""
    days = sorted(map(_day, _KNOWN.values()))
    low, high = days[len(days) // 3], days[2 * len(days) // 3]
    expected = {id for id, past in _KNOWN.items() if low <= _day(past) <= high}
    with other.searcher(_ARTICLES) as searcher:
        assert expected == _everything(searcher, added_from=low, added_to=high)
        assert expected == _everything(searcher, f"added:{low}..{high}")
        assert expected == _everything(searcher, f"added:>={low} added:<={high}")
        assert set(_KNOWN) == _everything(searcher, added_from="1970")
        assert set(_KNOWN) == _everything(searcher, added_to="9999")
        assert set(_KNOWN) == _everything(searcher, "added:..9999")
    assert expected
    assert len(_KNOWN) < len(_ARTICLES)


def test_since_a_generation_means_after_it(other: Kind) -> None:
    """What came in with the generation itself is not new; what nobody knows is never."""
    with other.searcher(_ARTICLES) as searcher:
        assert set(_KNOWN) == _everything(searcher, since=0)
        newer = {id for id, past in _KNOWN.items() if past.added.generation > 1}
        assert newer == _everything(searcher, since=1)
        assert 0 < len(newer) < len(_KNOWN)


def test_a_generation_that_there_is_not_yet_is_refused(other: Kind) -> None:
    """The sentence names the newest one."""
    with other.searcher(_ARTICLES) as searcher:
        newest = searcher.state.generation
        later = Criteria(since=newest + 1), Criteria(as_of=newest + 1)
        for name, criteria in zip(("since", "as_of"), later, strict=True):
            with pytest.raises(ParameterError, match=f"the newest is {newest}") as raised:
                searcher.find(criteria)
            assert raised.value.parameter == name


def test_what_came_in_last_comes_first(other: Kind) -> None:
    """By generation; of one generation the newest, and what nobody knows comes last."""
    with other.searcher(_ARTICLES) as searcher:
        order = ids(ask(searcher, sort="added", size=100))
    generations = [_KNOWN[id].added.generation if id in _KNOWN else 0 for id in order]
    assert generations == sorted(generations, reverse=True)
    assert len(order) == len(_ARTICLES)


def test_a_list_is_those_articles_and_no_others(other: Kind) -> None:
    """The other filters and the query hold as well; ids that there are not are nobody's."""
    with other.searcher([*_ARTICLES, article("b", "A calm")]) as searcher:
        asked = ("a03", "b", "a01", "nobody", "a01\x00")
        assert _everything(searcher, id_=asked) == {"a01", "a03", "b"}
        assert _everything(searcher, "storm", id_=asked) == {"a01", "a03"}
        assert _everything(searcher, id_=("nobody",)) == set()


def test_what_came_or_changed_since_is_told(other: Kind) -> None:
    """Each article once: as new, or as changed."""
    with other.searcher(_ARTICLES) as searcher:
        told = searcher.find(Criteria(q="storm")).changes(1)
        answer = ask(searcher, as_of=1)
    came = {id for id, past in _KNOWN.items() if past.added.generation > 1}
    changed = {
        id for id, past in _KNOWN.items() if past.added.generation <= 1 < past.changed.generation
    }
    assert (told.generation, told.came, told.changed) == (1, len(came), len(changed))
    assert {each.id for each in told.listed_came} == came
    assert {each.id for each in told.listed_changed} == changed
    assert answer.as_of == told
    assert changed
