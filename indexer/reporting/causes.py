"""The reasons why files cannot be indexed, put into a few groups."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

OTHER = "other"
"""The group of what is in no other one."""

# The first pattern that fits the beginning of a reason names its group. A reason may
# quote a file's content, but only after words of ours.
_GROUPS = tuple(
    (re.compile(pattern), group)
    for pattern, group in (
        ("not YAML: |a second YAML document ", "not YAML"),
        (r"(title|name) is (missing|empty)$", "without a title"),
        ("no front matter: ", "without front matter"),
        ("the front matter is not closed", "with unclosed front matter"),
        ("the file is empty$", "empty"),
        ("binary: ", "binary"),
        ("not UTF-8$", "not UTF-8"),
        ("too large: ", "too large"),
        ("(the folder )?cannot be read: ", "not accessible"),
        ("the tag |nested |a key must |<< must |.{1,9} leads to itself", "more than plain data"),
        (r"[\w. ]+ must (be|lie) ", "with a value of the wrong type"),
        (r"[\w. ]+ is (not a valid|outside) ", "with an impossible value"),
        ("the name is |the path is |another file has the same id", "with an unusable name"),
    )
)


def cause(reason: str) -> str:
    """Return the group of a reason, as it reads after a number."""
    return next((group for pattern, group in _GROUPS if pattern.match(reason)), OTHER)


def by_cause(reasons: Iterable[str]) -> str:
    """Count reasons by their groups, the most frequent first."""
    counts = Counter(map(cause, reasons))
    ordered = sorted(counts.items(), key=lambda item: (item[0] == OTHER, -item[1], item[0]))
    return ", ".join(f"{count:,} {group}" for group, count in ordered)
