"""The read side: criteria in, results out, whichever backend answers.

Knows nothing of Flask.

``open_archive`` is for Python scripts and notebooks; docs/research/python.md.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from indexer.contract.settings import Settings

if TYPE_CHECKING:
    from webui.search.opened import Archive


def open_archive(index: str | Path | Settings | None = None) -> Archive:
    """Open an archive to ask it questions from Python, until it is closed.

    Args:
        index: its folder, or all settings. Unless given, those of the environment
            (``CUTTINGS_INDEX``), else ``index_data/index``.

    Raises:
        IndexStateError: there is no index, or it cannot be read.
        SettingsError: a setting of the environment is unknown or cannot be read.
    """
    # Whoever imports a module below this one needs nothing of it.
    from webui.search.opened import open_index

    return open_index(index)
