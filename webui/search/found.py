"""What a search found, for who asks from Python."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from webui.formats.exports import EXPORT_FORMATS
from webui.formats.record_columns import columns_of
from webui.search.backend import Finding
from webui.search.criteria.criteria import Order
from webui.search.frames.framed import Coverage, OverTime, framed
from webui.search.frames.framing import frame_of
from webui.search.results.base import Notice
from webui.search.results.search import SearchResult
from webui.search.results.whole.exports import Manifest, Record

if TYPE_CHECKING:
    import pandas as pd


class Found:
    """What a search found, in one state of the archive. Iterating gives every article.

    All of its answers agree, whatever is imported meanwhile. After the archive is closed,
    each raises a :class:`~webui.search.opened.ClosedError`.

    Args:
        find: asks the same state, given keywords of a search.
        check: makes sure that this can still be done.
        given: those of this one.
    """

    def __init__(
        self,
        find: Callable[[Mapping[str, Any]], Finding],
        check: Callable[[], None],
        given: Mapping[str, Any],
    ) -> None:
        self._find, self._check = find, check
        self._given = given
        first = find(given)
        self.total: int = first.total
        """How many articles were found."""
        self.notices: list[Notice] = first.notices
        """What is to be known about the search, such as that only some words were found."""

    def __repr__(self) -> str:
        return f"<{self.total:,} {'article' if self.total == 1 else 'articles'}>"

    def __len__(self) -> int:
        return self.total

    def __iter__(self) -> Iterator[Record]:
        for record in self._again().records():
            yield record
            # Closed meanwhile, what is read ahead must not hide it.
            self._check()

    @property
    def manifest(self) -> Manifest:
        """What was asked, of which state, and a digest of the ids that were found."""
        return self._again().manifest()

    def page(self, page: int = 1, size: int | None = None) -> SearchResult:
        """Return a page of hits with their marked words, and all facets, as the API does.

        Raises:
            ParameterError: there can be no such page.
        """
        return self._again(page=page, size=size).page()

    def frame(self) -> pd.DataFrame:
        """Return a frame with a row for each article, and the columns of the exports."""
        columns = columns_of(self.manifest)
        rows = ([column.of(record) for column in columns] for record in self)
        return frame_of([column.name for column in columns], rows)

    def over_time(
        self, unit: str | None = None, base: str | None = None, peaks: bool | None = None
    ) -> OverTime:
        """Count what was found over time, and the share that it is.

        Args:
            unit: what is counted: ``article``, ``story`` or ``provider``.
            base: what a share is of: ``all``, or what the filters leave: ``filtered``.
            peaks: also look for what stands out.

        Raises:
            ParameterError: one of them cannot be read.
        """
        given = {"unit": unit, "base": base, "peaks": peaks}
        return framed(OverTime, self._again(**given).page().facets.date)

    def coverage(self, by: Order = "count", least: int = 0) -> Coverage:
        """Return the hits by provider, and who is silent.

        Args:
            by: what comes first.
            least: how many articles a provider published meanwhile, at least.
        """
        return framed(Coverage, self._again().coverage(by, least))

    def save(self, path: str | Path) -> Path:
        """Write all articles to a file, the same bytes as the export of a page.

        Args:
            path: its ending says the format: ``.csv``, ``.jsonl``, ``.bib``, ``.ris``, or
                ``.json`` for the manifest.

        Raises:
            ValueError: the ending is none of these.
        """
        path = Path(path)
        manifest, ending = self.manifest, path.suffix.removeprefix(".").lower()
        if ending == "json":
            path.write_text(manifest.model_dump_json(), encoding="utf-8")
            return path
        if ending not in EXPORT_FORMATS:
            endings = ", ".join(f".{name}" for name in (*EXPORT_FORMATS, "json"))
            raise ValueError(f"{path.name} must end with one of: {endings}.")
        with path.open("wb") as file:
            for text in EXPORT_FORMATS[ending].write(self, manifest):
                file.write(text.encode())
        return path

    def _again(self, **more: Any) -> Finding:
        given = {name: value for name, value in more.items() if value is not None}
        return self._find({**self._given, **given})
