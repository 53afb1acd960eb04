"""A reader of a feed while files come, change, move and go: each article once, and for good."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from indexer.contract.settings import Settings
from indexer.syncing.sync import rebuild, sync
from tests.support.articles import touch, write_article
from tests.webui.search.library import generated
from tests.webui.serving import settings_for
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.feed_position import FeedPosition
from webui.search.local.searcher import SnapshotSearcher
from webui.search.local.snapshot.local_snapshot import LocalSnapshot
from webui.search.results.whole.feed import FeedPage

_SIZE = 2

_steps = st.lists(
    st.tuples(
        st.sampled_from(
            ["add", "add", "update", "touch", "rename", "delete", "rebuild", "nothing"]
        ),
        st.integers(0, 5),
    ),
    max_size=4,
)


class Newsroom:
    """A folder of articles, and an index that is kept up with it.

    Attributes:
        titles: of those that there are, by the name of the file; titles never change.
    """

    def __init__(self, root: Path) -> None:
        self._folder = root / "articles"
        self._settings: Settings = settings_for(root / "index")
        self._written = 0
        self._names = 0
        self.titles: dict[str, str] = {}
        for _ in range(5):
            self.do("add", 0)

    def do(self, step: str, number: int) -> None:
        """Do something to the files, to one of them where one is meant, and sync."""
        name = sorted(self.titles)[number % len(self.titles)] if self.titles else None
        if step == "add":
            for _ in range(1 + number % 3):
                self._write(self._new_name(), f"Storm {self._written}")
                self._written += 1
        elif step == "rebuild":
            assert rebuild(self._folder, self._settings).failed == ()
        elif name is not None:
            path = self._folder / f"{name}.md"
            if step == "update":
                self._write(name, self.titles[name], f"Changed, {self._written}.")
                self._written += 1
            elif step == "touch":
                touch(path)
            elif step == "rename":
                other = self._new_name()
                path.rename(self._folder / f"{other}.md")
                self.titles[other] = self.titles.pop(name)
            elif step == "delete":
                path.unlink()
                del self.titles[name]
        assert sync(self._folder, self._settings).failed == ()

    def page(self, before: FeedPosition | None) -> FeedPage:
        """Return a page of the feed of the newest state."""
        with self._opened() as searcher:
            return searcher.find(Criteria(q="storm"), relax=False).feed(before, _SIZE)

    @contextmanager
    def _opened(self) -> Iterator[SnapshotSearcher]:
        snapshot = LocalSnapshot.open(self._settings.index)
        try:
            yield SnapshotSearcher(snapshot, lambda: None)
        finally:
            snapshot.close()

    def _new_name(self) -> str:
        # Names come before and after those that there are.
        self._names += 1
        return f"{self._names * 7 % 10}-{self._names}"

    def _write(self, name: str, title: str, excerpt: str = "") -> None:
        url = f"https://e.example/{title.replace(' ', '-')}"
        write_article(self._folder, name, title=title, excerpt=excerpt, webUrl=url)
        self.titles[name] = title


@pytest.mark.slow
@generated(6)
@given(st.lists(_steps, min_size=1, max_size=8), st.lists(_steps, max_size=8))
def test_a_reader_gets_each_article_once(
    between_polls: list[list[tuple[str, int]]], between_pages: list[list[tuple[str, int]]]
) -> None:
    """All that is there at the end was met, under one id each, and none twice in one walk."""
    with tempfile.TemporaryDirectory() as root:
        newsroom = Newsroom(Path(root))
        met: dict[str, str] = {}
        pauses = iter(between_pages)

        def poll(*, disturbed: bool) -> list[str]:
            """Follow the pages to what was met before; return the ids that were not."""
            known, new, before = set(met), list[str](), None
            while True:
                page = newsroom.page(before)
                for entry in page.entries:
                    if entry.id not in known:
                        new.append(entry.id)
                    assert met.setdefault(entry.id, entry.hit.title) == entry.hit.title
                if page.next is None or any(entry.id in known for entry in page.entries):
                    return new
                before = page.next
                for step in next(pauses, ()) if disturbed else ():
                    newsroom.do(*step)

        for steps in between_polls:
            new = poll(disturbed=True)
            assert len(new) == len(set(new))
            for step in steps:
                newsroom.do(*step)
                note(f"{step}: {newsroom.titles}")
        poll(disturbed=False)
        assert len(set(met.values())) == len(met)
        assert set(newsroom.titles.values()) <= set(met.values())
        newsroom.do("touch", 0)
        newsroom.do("rename", 1)
        newsroom.do("rebuild", 0)
        assert poll(disturbed=False) == []
