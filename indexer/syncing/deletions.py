"""Which articles a new state would lack, and whether so much is probably not meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.contract.errors import DeletionsRefusedError

FEW_ARTICLES = 100
"""An index of so many articles or fewer is made anew in no time, and nobody is asked."""

LARGEST_SHARE = 0.5
"""Of the articles of an index that may be deleted without being asked."""


def too_many(deleted: int, articles: int) -> bool:
    """Tell whether so many deletions, of so many articles, are probably a mistake."""
    return articles > FEW_ARTICLES and deleted > LARGEST_SHARE * articles


@dataclass(slots=True)
class Deletions:
    """Counts them while a new state comes about.

    An article is deleted whose id is not in the new state, unless it went on under another name.

    Attributes:
        folder: of the articles, as the user wrote it.
        index: the folder of the index.
        allowed: whether any number is meant.
        articles: in the old state.
        left: ids of these that are not in the new one.
        removed: those of them whose files say that they are removed.
        went_on: articles that are there under a name that was not in the old state.
    """

    folder: Path
    index: Path
    allowed: bool = False
    articles: int = 0
    left: int = 0
    removed: int = 0
    went_on: int = 0

    def check(self, files: int, remaining: int, going_on: int | None = None) -> None:
        """Refuse the new state if it would lack too much.

        Args:
            files: article files in the folder.
            remaining: articles in the new state, at most. Where the old index is damaged, this
                shows what is gone of that of which nobody knows the ids.
            going_on: what to take for ``went_on``, while that is not counted yet.

        Raises:
            DeletionsRefusedError: it would.
        """
        went_on = self.went_on if going_on is None else going_on
        deleted = max(self.left - went_on, self.articles - remaining)
        if not self.allowed and too_many(deleted, self.articles):
            raise DeletionsRefusedError(
                self.folder, self.index, files, self.articles, deleted, self.removed
            )

    def check_versions(self, lost: Sequence[str]) -> None:
        """Refuse the new state if it would lack the last good version of files.

        Args:
            lost: paths of files that cannot be read, and that the old index has articles of.

        Raises:
            DeletionsRefusedError: there are some.
        """
        if lost and not self.allowed:
            raise DeletionsRefusedError(
                self.folder, self.index, 0, self.articles, len(lost), versions=tuple(lost)
            )
