"""Over a cluster, real articles are found, counted and ordered as over an index on this machine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import pytest

from indexer.contract.settings import Settings
from indexer.syncing.sync import sync
from tests.cluster.archives import archive, opened
from tests.cluster.comparing.agreement import tau, told, told_of_page
from tests.cluster.comparing.questions import Words, everything, searches, texts
from tests.support.clock import Clock
from tests.support.commands import ROOT
from tests.webui.search.library import asking
from tests.webui.serving import settings_for
from webui.search.backend import Finding, Searcher
from webui.search.criteria.comparison import Asked
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.followers import PairsAsked
from webui.search.criteria.ledger import LedgerAsked, Step
from webui.search.results.whole.exports import Record

CORPUS = ROOT.parent / "shared" / "corpus" / "azure" / "news"
# Of the corpus, one article in so many.
EACH = 5
STEPS: tuple[Step, ...] = get_args(Step)

pytestmark = [
    pytest.mark.cluster,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="the real articles are not here"),
]


class Both:
    """The same articles in two archives, open.

    Args:
        local: a state of the one on this machine.
        cluster: a state of the other.
    """

    def __init__(self, local: Searcher, cluster: Searcher) -> None:
        self.local, self.cluster = local, cluster
        self.records: Sequence[Record] = everything(local)
        self.words = Words(self.records)

    def agree(self, question: str, *given: Any) -> None:
        """Ask both the same, and compare what they say.

        Args:
            question: name of a method or a property of a searcher.
            given: its arguments.
        """
        ours, theirs = (_asked(each, question, given) for each in (self.cluster, self.local))
        assert told(ours) == told(theirs), (question, given)

    def agree_of(self, criteria: Criteria, question: str, *given: Any) -> None:
        """Do the same with a method or a property of what a search found."""
        found = [each.find(criteria) for each in (self.cluster, self.local)]
        ours, theirs = (_asked(each, question, given) for each in found)
        assert told(ours) == told(theirs), (criteria, question, given)


def _asked(whom: Searcher | Finding, question: str, given: tuple[Any, ...]) -> Any:
    asked = getattr(whom, question)
    return asked(*given) if callable(asked) else asked


@contextmanager
def open_both(local: Settings, cluster: Settings) -> Iterator[Both]:
    """Open both archives for a block."""
    with (
        opened(local) as one,
        opened(cluster) as other,
        one.searcher() as first,
        other.searcher() as second,
    ):
        yield Both(first, second)


def copied(folder: Path, each: int) -> list[Path]:
    """Copy one article in so many into a folder; return the copies."""
    return [Path(shutil.copy(path, folder)) for path in sorted(CORPUS.glob("*.md"))[::each]]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, cluster_url: str) -> Iterator[Both]:
    """Return the articles in two archives."""
    folder = tmp_path_factory.mktemp("articles")
    copied(folder, EACH)
    local = settings_for(tmp_path_factory.mktemp("local") / "index")
    with archive(cluster_url) as cluster, pytest.MonkeyPatch.context() as patch:
        # What feeds call an article depends on when it came in.
        Clock(patch)
        for settings in (local, cluster):
            assert sync(folder, settings).failed == ()
        with open_both(local, cluster) as made:
            assert len(made.records) > 500
            yield made


def test_all_articles_are_in_both(both: Both) -> None:
    """With all that is told of each: what is shown, its story, what it copies."""
    assert told(everything(both.cluster)) == told(both.records)
    for question in ("overview", "span", "first_generation"):
        both.agree(question)


def test_searches_find_and_count_the_same(both: Both) -> None:
    """Totals, notices, facets, histograms, stories and every order that is not by score."""
    for criteria in searches(both.records, both.words):
        found = [searcher.find(criteria) for searcher in (both.cluster, both.local)]
        assert found[0].total == found[1].total, criteria
        ours, theirs = (told_of_page(each, criteria) for each in found)
        assert ours == theirs, criteria


def test_hits_come_in_nearly_the_same_order_by_relevance(both: Both) -> None:
    """Kendall's tau of the first hundred is at least .95, for each query."""
    taus = []
    for text in texts(both.words):
        ours, theirs = (
            [each.id for each in searcher.find(asking(q=text)).records()]
            for searcher in (both.local, both.cluster)
        )
        assert sorted(ours) == sorted(theirs), text
        taus.append((tau(ours, theirs), text))
    assert min(taus)[0] >= 0.95, sorted(taus)[:9]


def test_what_is_told_of_providers_is_the_same(both: Both) -> None:
    """Coverage, followers and the ledger."""
    for text in ("", *list(texts(both.words))[::9]):
        both.agree_of(asking(q=text), "coverage")
        both.agree_of(asking(q=text), "followers", PairsAsked(min_stories=2), 20)
    for step in STEPS:
        both.agree("ledger", LedgerAsked(interval=step), 50, 60)


def test_what_is_told_of_searches_is_the_same(both: Both) -> None:
    """Comparisons, audits, ways out, and what came in since."""
    some = list(texts(both.words))[::7]
    for one, other in pairwise(some):
        both.agree("compare", Asked((one, other), asking(), (0, 1)))
    for text in some:
        both.agree("audit", asking(q=text))
        both.agree_of(asking(q=text, min_quality=90), "ways_out")
        both.agree_of(asking(q=text), "feed", None, 50)
        both.agree_of(asking(q=text), "changes", 0)


def test_what_is_told_of_articles_is_the_same(both: Both) -> None:
    """The article, its story, what the importer relates to it, and the query's words in it."""
    for record in both.records[::25]:
        both.agree("article", record.id)
        both.agree("story", record.id, asking())
        both.agree("neighbours", record.id, 9, 0, 9)
        both.agree_of(asking(q=record.title.split()[0]), "highlights", record.id)


def test_what_is_offered_while_typing_is_the_same(both: Both) -> None:
    """Words, labels and titles, for what begins so and for slips."""
    for _ in range(20):
        typed = both.words.one()
        for text in (typed[:2], typed[:4], f"{typed} {both.words.slip()}"):
            both.agree("suggest", text)


def test_changes_come_to_the_same(
    tmp_path: Path, cluster_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After syncs in which articles came, changed, were renamed and went, both are alike."""
    clock = Clock(monkeypatch)
    folder = tmp_path / "articles"
    folder.mkdir()
    copied(folder, 10)
    local = settings_for(tmp_path / "index")
    with archive(cluster_url) as cluster:
        for part in range(3):
            clock.go(60)
            change(folder, part)
            counts = [sync(folder, settings).counts for settings in (local, cluster)]
            assert counts[0] == counts[1]
            with open_both(local, cluster) as both:
                assert told(everything(both.cluster)) == told(both.records)
                for criteria in list(searches(both.records, both.words))[::3]:
                    ours, theirs = (
                        told_of_page(each.find(criteria), criteria, of_clean_statistics=False)
                        for each in (both.cluster, both.local)
                    )
                    assert ours == theirs, criteria


def change(folder: Path, part: int) -> None:
    """Let some articles go, some be what others were, and some be renamed."""
    paths = sorted(folder.glob("*.md"))
    for path in paths[part::7]:
        path.unlink()
    for path, like in zip(paths[part + 3 :: 7], paths[part + 4 :: 7], strict=False):
        path.write_bytes(like.read_bytes())
    for path in paths[part + 5 :: 21]:
        path.rename(path.with_name(f"{part}-{path.name}"))
