"""Tables of contents, written with a seal: see ``indexer.contract.codec.contents``."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from whoosh.filedb.structfile import StructFile

from indexer.committing.storage import INDEX_NAME
from indexer.contract.codec.contents import NOTHING_BESIDE, Beside, seal


def write_contents(storage: Any, contents: Any, beside: Beside = NOTHING_BESIDE) -> None:
    """Write a table of contents, under a name of its own, and rename it into place.

    Args:
        storage: Whoosh's.
        contents: Whoosh's ``TOC``.
        beside: of the file beside the segments, which is on the disk already.
    """
    contents.write(_Sealing(storage, beside), INDEX_NAME)


class _Sealing:
    """What Whoosh's ``TOC.write`` needs of a storage."""

    def __init__(self, storage: Any, beside: Beside) -> None:
        self._storage = storage
        self._beside = beside
        self._contents = b""

    def create_file(self, _: str) -> Any:
        return StructFile(BytesIO(), onclose=self._keep)

    def rename_file(self, oldname: str, newname: str, safe: bool) -> None:
        with self._storage.create_file(oldname) as file:
            file.write(seal(self._contents, self._beside))
        self._storage.rename_file(oldname, newname, safe=safe)

    def _keep(self, file: Any) -> None:
        self._contents = file.file.getvalue()
