"""What was delivered of each search: a small file each, and only one process that writes them."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from indexer.contract.errors import DeliveryRunningError, DeliveryStateError
from indexer.contract.surroundings.durable import flush, make_folder

_LOCK = "notify.lock"


class Delivered(BaseModel):
    """How far the deliveries of a search by a channel have come.

    Attributes:
        generation: all that was first indexed up to it has been delivered.
        synced: ISO 8601, UTC: nothing of that state of the index was first indexed later.
        sent: when a message was sent the last time, or when all began; ISO 8601, UTC.
        asked: what the file asked for then, as it is written, and ``reading``: what that meant.
        trouble: what was told of a file that cannot be read; nothing where it can be.
    """

    model_config = ConfigDict(frozen=True)

    generation: int
    synced: str
    sent: str
    asked: str
    reading: str
    trouble: str = ""


class Noted(BaseModel):
    """What is noted of a search: its title, and its deliveries by the name of the channel."""

    model_config = ConfigDict(frozen=True)

    title: str
    channels: dict[str, Delivered]


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold a folder, so that nobody else delivers; make it if there is none.

    Raises:
        DeliveryStateError: it cannot be made or written to.
        DeliveryRunningError: another process holds it.
    """
    try:
        make_folder(folder, 0o750)
        descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o640)
    except OSError as error:
        raise DeliveryStateError(folder, f"cannot be written to: {error.strerror}") from error
    try:
        if not _locked(descriptor):
            raise DeliveryRunningError(folder)
        yield
    finally:
        os.close(descriptor)  # which lets go of it


def _locked(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def noted(folder: Path, name: str) -> Noted | None:
    """Return what is noted of a search; None where nothing is.

    Raises:
        DeliveryStateError: it cannot be read. Nothing is delivered then: what was is not known.
    """
    path = _path(folder, name)
    try:
        return Noted.model_validate(json.loads(path.read_bytes()))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DeliveryStateError(path, f"cannot be read: {error.strerror}") from error
    except (ValueError, ValidationError, RecursionError) as error:
        reason = "is damaged. Remove it to begin anew, without what came until now"
        raise DeliveryStateError(path, reason) from error


def note(folder: Path, name: str, what: Noted) -> None:
    """Note something of a search: all of it or, if the process ends meanwhile, nothing.

    Raises:
        DeliveryStateError: it cannot be written.
    """
    path = _path(folder, name)
    new = path.with_suffix(".new")
    try:
        with new.open("w", encoding="utf-8") as stream:
            stream.write(what.model_dump_json(indent=2) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        new.replace(path)
        flush(folder)
    except OSError as error:
        # A disk that is full stays full as long as it lies there.
        with suppress(OSError):
            new.unlink(missing_ok=True)
        raise DeliveryStateError(path, f"cannot be written: {error.strerror}") from error


def _path(folder: Path, name: str) -> Path:
    return folder / f"{name}.json"
