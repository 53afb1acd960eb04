"""What hostile front matter costs when it is read quickly."""

from __future__ import annotations

import pytest

from indexer.parsing.article import read_quickly


@pytest.mark.slow
@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "unit",
    [
        "a", " ", "\n", '"', "'", "\\", '\\"', "- ", "\n- ", "\n  - ", "a: ", "a:\n", ": ", " #",
        "# ", "#\n", "\n#", "a: b\n", "  - a\n", "  - a: b\n", "    a: b\n", '"a', "\\n", "\\x41",
        "[", "[a, ", "a, ", "\xe9", "\u2028", "\r\n", "\t", "a: [b, b]\n", 'a: "b"\n', "a: 'b'\n",
        "''", " \n", "a  b",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "start", ["", "title: x\na: ", 'title: "', "related:\n  - title: ", "a: ["]
)
def test_takes_linear_time(unit: str, start: str) -> None:
    """Text that is made to be slow is not: what grows with its square would take minutes."""
    text = unit * (400_000 // len(unit))
    front = _lines(start + text)
    read_quickly("id", front)
    # Without lines it would be the same text.
    if "\n" in text:
        read_quickly("id", _lines(start + text.replace("\n", "\n    ")))


def _lines(text: str) -> bytes:
    return f"---\n{text}\n".encode()
