"""What is to happen to a process, and what it does."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Plan:
    """What a traced process runs, and what happens to it.

    Changes of the disk are counted from 1 on, over the process and those that it starts.

    Attributes:
        root: folder whose changes are seen; all others are left alone.
        log: file that the changes are written down in.
        arguments: of the indexer's command line; without any, ``script`` is run.
        script: Python that is run.
        clock: what time it is, in nanoseconds since 1970; 0 leaves the clock alone.
        processes: whether several processes read, however little there is to read.
        at: the change that something happens to; 0 lets nothing happen.
        what: ``kill`` (all processes), ``kill one`` (only the one that makes the change),
            or the name of an error, such as ``ENOSPC``.
        half: whether the first half of a write is made before that.
        kinds: of changes that are counted; all of them, if empty.
        lasting: whether later changes of these kinds fail, too.
    """

    root: str
    log: str
    arguments: list[str] = field(default_factory=list)
    script: str = ""
    clock: int = 0
    processes: bool = False
    at: int = 0
    what: str = "kill"
    half: bool = False
    kinds: tuple[str, ...] = ()
    lasting: bool = False

    def to_text(self) -> str:
        """Return it as text."""
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> Plan:
        """Return what :meth:`to_text` made a text of."""
        values = json.loads(text)
        return cls(**{**values, "kinds": tuple(values["kinds"])})
