"""What is on the disk, and not only in the system's memory, when power is lost.

To sync a file is not to sync its name: that is a matter of its folder, and so is the name of
a new folder one of the folder above.
"""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path


def flush(path: Path) -> None:
    """Wait until a file or folder is on the disk; of a folder, the names in it are.

    Raises:
        OSError: the disk failed. What was written is lost then: to try again tells nothing.
    """
    if path.is_dir() and os.name == "nt":
        return  # Windows does not open folders, and journals renames
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # Some file systems of networks and virtual machines cannot sync folders.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP) or not path.is_dir():
            raise
    finally:
        os.close(descriptor)


def make_folder(path: Path, mode: int = 0o777) -> None:
    """Make a folder and those above it, where they are not there, so that they stay.

    Args:
        path: of the folder.
        mode: of the folder, but for what the system's mask takes away; others have the usual one.

    Raises:
        OSError: the system refuses.
    """
    if path.is_dir():
        return
    above = path.absolute().parent
    make_folder(above)
    path.mkdir(mode, exist_ok=True)
    # Who may make folders in one need not be allowed to list it.
    with suppress(PermissionError):
        flush(above)
