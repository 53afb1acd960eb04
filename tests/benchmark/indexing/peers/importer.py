"""A folder that an importer keeps writing to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

from indexer.contract.article import Article
from tests.benchmark.indexing.frontmatter import front_matter
from tests.support.articles import write_file

# Of the articles of an import: importers correct some that they wrote before, and withdraw few.
_CHANGED_SHARE = 0.05
_DELETED_SHARE = 0.02


class Importer:
    """Adds articles to a folder, and changes and deletes a few.

    Every file gets a time of its own, long ago: imports lie hours apart, so that a sync
    never meets a file that is still being written.

    Args:
        folder: of the articles.
        articles: as many as will be wanted.
        seed: another one changes and deletes others.
    """

    def __init__(self, folder: Path, articles: Iterator[Article], seed: int) -> None:
        self._folder = folder
        self._articles = articles
        self._rng = Random(seed)  # noqa: S311 - repeatable, not secret
        self.ids: list[str] = []
        """Of the articles that are in the folder."""

    def bring(self, size: int) -> None:
        """Make one import of ``size`` new articles."""
        rng = self._rng
        changed = sum(rng.random() < _CHANGED_SHARE for _ in range(size)) if self.ids else 0
        for id in [rng.choice(self.ids) for _ in range(changed)]:
            self._write(replace(next(self._articles), id=id))
        for _ in range(size):
            if self.ids and rng.random() < _DELETED_SHARE:
                self._delete(int(rng.random() * len(self.ids)))
        for _ in range(size):
            article = next(self._articles)
            self._write(article)
            self.ids.append(article.id)

    def _write(self, article: Article) -> None:
        write_file(self._folder / f"{article.id}.md", front_matter(article))

    def _delete(self, place: int) -> None:
        # The last one takes its place: a list is slow to close its gaps.
        self.ids[place], self.ids[-1] = self.ids[-1], self.ids[place]
        (self._folder / f"{self.ids.pop()}.md").unlink()
