"""Which versions of OpenSearch are understood."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from indexer.contract.cluster.cluster_errors import ClusterError

OLDEST, TOO_NEW = (2, 19), (4, 0)
"""From the one, before the other."""

# Python reads no number of thousands of digits.
_NUMBER = re.compile(r"(\d{1,9})\.(\d{1,9})(?:\.(\d{1,9}))?")
_MOST_CHARACTERS = 40


def understood_version(cluster: str, address: str, said: Any) -> tuple[int, ...]:
    """Return the version that a cluster says it has, as (2, 19, 6).

    Args:
        cluster: name of the archive.
        address: of the cluster.
        said: what it says of itself.

    Raises:
        ClusterError: it is none that is understood.
    """
    version = said.get("version") if isinstance(said, Mapping) else None
    version = version if isinstance(version, Mapping) else {}
    number = str(version.get("number", ""))[:_MOST_CHARACTERS]
    found = _NUMBER.match(number)
    is_opensearch = version.get("distribution") == "opensearch"
    parts = tuple(int(part or 0) for part in found.groups()) if found else ()
    if is_opensearch and OLDEST <= parts < TOO_NEW:
        return parts
    what = f"OpenSearch {number}" if is_opensearch else "no OpenSearch"
    raise ClusterError(
        cluster,
        f"At {address} is {what}. Cuttings needs OpenSearch "
        f"{OLDEST[0]}.{OLDEST[1]} or later, before {TOO_NEW[0]}.",
        kind="version",
    )
