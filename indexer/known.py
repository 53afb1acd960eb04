"""What the index knows of the files that it was made from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from indexer.schema.errors import IndexDamagedError, IndexUnreadableError
from indexer.schema.layout.columns import read_bytes, read_numbers
from indexer.schema.opening import open_reader

_T = TypeVar("_T")


class KnownFile(NamedTuple):
    """The file of an indexed article.

    Attributes:
        number: the document's number in this state of the index.
        size, mtime: as in ``Fingerprint``.
    """

    number: int
    size: int
    mtime: int


class Known(NamedTuple):
    """One state of the index, as sync sees it.

    Attributes:
        files: by article id.
        generation: of the state.
    """

    files: dict[str, KnownFile]
    generation: int


def read_known(path: Path) -> Known:
    """Read which files the index in ``path`` was made from, in bulk from its columns.

    Raises:
        NoIndexError, SchemaVersionError, IndexDamagedError: see ``open_reader``.
    """

    def read(reader: Any, generation: int) -> Known:
        files: dict[str, KnownFile] = {}
        if reader.doc_count_all():
            for segment, base in reader.leaf_readers():
                files.update(_segment_files(segment, base))
        if len(files) != reader.doc_count():
            raise IndexDamagedError(path, "two documents have the same id")
        return Known(files, generation)

    return _reading(path, read)


def read_digests(path: Path, numbers: Iterable[int]) -> list[str]:
    """Return the digests of the files that documents were made from.

    Raises:
        NoIndexError, SchemaVersionError, IndexDamagedError: see ``open_reader``.
    """

    def read(reader: Any, _: int) -> list[str]:
        # Articles of another Whoosh program have none.
        return [reader.stored_fields(number).get("file_digest", "") for number in numbers]

    return _reading(path, read)


def _reading(path: Path, read: Callable[[Any, int], _T]) -> _T:
    opened = open_reader(path)
    try:
        return read(opened.reader, opened.generation)
    except IndexDamagedError:
        raise
    except OSError as error:
        raise IndexUnreadableError(path, error.strerror or str(error)) from error
    # Reading a damaged index can raise nearly anything.
    except Exception as error:
        raise IndexDamagedError(path, f"{type(error).__name__}: {error}") from error
    finally:
        opened.reader.close()


def _segment_files(reader: Any, base: int) -> dict[str, KnownFile]:
    ids = [id.decode() for id in read_bytes(reader, "id")]
    # Another program's articles have neither; they are then read, or deleted.
    sizes, times = (
        read_numbers(reader, field).tolist() or [0] * len(ids)
        for field in ("file_size", "file_mtime")
    )
    numbers = range(base, base + len(ids))
    files = dict(
        zip(ids, map(KnownFile._make, zip(numbers, sizes, times, strict=True)), strict=True)
    )
    for number in reader.segment().deleted_docs():
        # Another document of the same segment may have the same id.
        known = files.get(ids[number])
        if known is not None and known.number == base + number:
            del files[ids[number]]
    return files
