"""NumPy's archives of arrays, mapped: each array a view of its place in the file."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterable
from io import BytesIO
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.mapped import MappedFile

# The fixed part of what stands before each file of a ZIP archive, and where in it the lengths
# of the name and of what else follows stand (APPNOTE 4.3.7).
_LOCAL_BYTES = 30
_LENGTHS = struct.Struct("<HH")
_LENGTHS_AT = 26

_SUFFIX = ".npy"

# NumPy writes no longer head before an array of one dimension.
_HEAD_BYTES = 1024


def map_arrays(
    file: MappedFile, names: Iterable[str], others: Iterable[str] = ()
) -> dict[str, npt.NDArray[Any]]:
    """Return some arrays of an archive that ``numpy.savez`` has written, read-only.

    Args:
        file: the archive; it has checksums, since nobody looks at those in the archive.
        names: of the arrays.
        others: of arrays that it may lack.

    Raises:
        DamagedBytesError: bytes are not as they were written.
        KeyError, ValueError, zipfile.BadZipFile: it is no such archive.
    """
    file.seek(0)
    with zipfile.ZipFile(file) as archive:
        known = archive.NameToInfo
        also = [name for name in others if name + _SUFFIX in known]
        return {name: _array(file, known[name + _SUFFIX]) for name in (*names, *also)}


def _array(file: MappedFile, member: zipfile.ZipInfo) -> npt.NDArray[Any]:
    if member.compress_type != zipfile.ZIP_STORED:
        raise ValueError(f"{member.filename} is compressed")
    local = file.get(member.header_offset, _LOCAL_BYTES)
    start = member.header_offset + _LOCAL_BYTES + sum(_LENGTHS.unpack_from(local, _LENGTHS_AT))
    head = BytesIO(file.get(start, min(member.file_size, _HEAD_BYTES)))
    version = np.lib.format.read_magic(head)
    if version != (1, 0):
        raise ValueError(f"{member.filename} has a head of another version")
    shape, _, dtype = np.lib.format.read_array_header_1_0(head)
    if dtype.hasobject:
        raise ValueError(f"{member.filename} has objects")
    return file.numbers(start + head.tell(), dtype, int(np.prod(shape))).reshape(shape)
