"""What an index knows of an article whose file is read again."""

from __future__ import annotations

from typing import NamedTuple

from indexer.contract.history import History, Moment


class Earlier(NamedTuple):
    """What an index knows of an article whose file is read.

    Attributes:
        digest: of the file's bytes, as in ``Fingerprint``; empty where it is not known.
        history: of the article; None where it is not known.
    """

    digest: str = ""
    history: History | None = None

    def continued(self, digest: str, now: Moment) -> History:
        """Return the article's history, now that its file has this digest."""
        if self.history is None:
            return History(now, now)
        return self.history if digest == self.digest else self.history._replace(changed=now)
