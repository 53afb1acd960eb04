"""The options that the commands of this package share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from tests.benchmark.articles.sources import ROOT, default_corpus

_KEEP = ROOT / ".bench"

# Of the real corpus this is the one large folder of articles; the rest are events and a few
# of another subject, from which articles are generated too.
_NEWS = Path("azure", "news")


@dataclass(frozen=True, slots=True)
class Common:
    """What the shared options say.

    Attributes:
        corpus: folder of the real articles that others are generated from.
        keep: folder for what is kept until the next run, and for what is not.
        seed: of the generator.
        write: document to put the report into, if any.
    """

    corpus: Path
    keep: Path
    seed: int
    write: Path | None

    @property
    def real(self) -> Path:
        """The real articles that are indexed."""
        return self.corpus / _NEWS if (self.corpus / _NEWS).is_dir() else self.corpus


def common_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the shared options, as its argument ``common``."""

    @click.option(
        "--corpus",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="Folder of real articles.",
    )
    @click.option(
        "--keep",
        type=click.Path(file_okay=False, path_type=Path),
        help="Folder that generated articles are kept in.  [.bench]",
    )
    @click.option("--seed", default=1, show_default=True, help="Another one gives other articles.")
    @click.option(
        "--write",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Document to put the report into.",
    )
    @wraps(command)
    def with_common(
        corpus: Path | None, keep: Path | None, seed: int, write: Path | None, **others: Any
    ) -> None:
        # The commands that are measured run in the project's folder.
        folder = (keep or _KEEP).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        if folder == _KEEP:
            (_KEEP / ".gitignore").write_text("*\n")
        real = (corpus or default_corpus()).resolve()
        command(common=Common(real, folder, seed, write), **others)

    return with_common
