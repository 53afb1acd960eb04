"""As many connections as the system lets a process open files."""

from __future__ import annotations

import logging
import os

# The files of an index, those that answers are kept in while they are sent, pipes, the log.
_OTHERS = 250

_log = logging.getLogger(__name__)


def room_for(connections: int) -> int:
    """Let the process open enough files for some connections; return for how many it may."""
    if os.name != "posix":
        return connections
    import resource

    wanted = connections + _OTHERS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
            soft = allowed
        # The system may have a limit of its own below that of the process.
        except (OSError, ValueError):
            _log.warning("No more than %d files can be opened", soft)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return connections
    fitting = max(soft - _OTHERS, soft // 2)
    _log.warning(
        "A process may open %d files here, which allows %d connections instead of %d",
        soft, fitting, connections,
    )  # fmt: skip
    return fitting
