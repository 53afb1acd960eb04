"""The few operations of pickles that our postings are made of.

What they do: https://docs.python.org/3/library/pickletools.html
"""

from __future__ import annotations

PROTOCOL = b"\x80\x03"
MARK, TUPLE, TUPLE1, TUPLE3 = b"(", b"t", b"\x85", b"\x87"
NONE, STOP, REDUCE = b"N", b".", b"R"
INT, BYTE, FLOAT, SHORT_BYTES, BYTES = b"J", b"K", b"G", b"C", b"B"

INT_BYTES = 5
FLOAT_BYTES = 9
"""What pushing a number takes: of four bytes, little-endian; of eight, big-endian."""

DECOMPRESS = b"czlib\ndecompress\n"
LOADS = b"c_pickle\nloads\n"

# The machine format codes of the array module: unsigned of 1, 2 and 4 bytes, float of 4,
# little-endian.
ARRAYS = {
    dtype: b"carray\n_array_reconstructor\n(carray\narray\nX\1\0\0\0%bK%c" % (code, machine)
    for dtype, code, machine in (
        ("u1", b"B", 0),
        ("<u2", b"H", 2),
        ("<u4", b"I", 6),
        ("<f4", b"f", 14),
    )
}
"""What begins an array of a type of NumPy's; its bytes and the end of two tuples follow."""
