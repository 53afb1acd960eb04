"""What a sync needs of an archive that it writes to: an index in a folder, or one in a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, NamedTuple, Protocol, Self

from indexer.contract.aliases import Aliases
from indexer.contract.article import Article, Fingerprint
from indexer.contract.history import History
from indexer.reporting.recording import Notes
from indexer.syncing.known.indexed import Known
from indexer.syncing.known.past import OldState


class RecordedAliases(NamedTuple):
    """The aliases that an archive goes by.

    Attributes:
        recorded: that it says are in force; None where it says none.
        before: that its articles are called by; None where that is not known.
    """

    recorded: Aliases | None
    before: Aliases | None


class Gathering(Protocol):
    """Gathers documents in a process that reads files, for a batch in another one."""

    def add(self, document: Mapping[str, Any], /) -> None:
        """Add a document."""
        ...

    def gathered(self, limit: int, *, last: bool) -> Sequence[Any]:
        """Return what the batch has to take now.

        Args:
            limit: bytes that may be held back.
            last: whether nothing may be, for nothing more comes.
        """
        ...


class Batch(Protocol):
    """A commit in the making: a context manager that gives up whatever was not committed."""

    def __enter__(self) -> Self:
        """Begin."""
        ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Give up what was not committed."""
        ...

    @property
    def generation(self) -> int:
        """The number of the state that the commit makes."""
        ...

    @property
    def changed(self) -> bool:
        """Whether there is anything to commit."""
        ...

    def add(self, document: Mapping[str, Any], /) -> None:
        """Add a document of :meth:`WritableArchive.document`."""
        ...

    def relieve(self, limit: int) -> None:
        """Put what was added out of memory, once it takes more than ``limit`` bytes."""
        ...

    def gatherer(self) -> Callable[[], Gathering]:
        """Return what makes, in another process, what gathers documents there."""
        ...

    def take(self, gathered: Any, /) -> None:
        """Add what another process has gathered."""
        ...

    def delete(self, number: int) -> None:
        """Delete a document of the state that is changed, by its number."""
        ...

    def commit(self) -> Any:
        """Make the changes the newest state of the archive, durably."""
        ...


class WritableArchive(Protocol):
    """An archive that a sync makes equal to a folder of articles."""

    @property
    def name(self) -> str:
        """What it is called in messages: a folder, or a name."""
        ...

    @property
    def notes(self) -> Notes:
        """Where it is noted down what the last sync did."""
        ...

    def latest_generation(self) -> int:
        """Return the number of the newest state; -1 where there is none, or nobody can tell."""
        ...

    def locked(self) -> AbstractContextManager[None]:
        """Hold it for writing; clean up what was left behind, and make room for it if need be.

        Raises:
            IndexLockedError: somebody else does.
            IndexFolderError, IndexStateError: it cannot be written to.
        """
        ...

    def known(self) -> Known:
        """Return what it knows of files.

        Raises:
            NoIndexError: there is no archive.
            IndexStateError: it cannot be read.
        """
        ...

    def aliases(self) -> RecordedAliases:
        """Return the aliases that it goes by.

        Raises:
            IndexUnreadableError: it cannot be read for now.
        """
        ...

    def document(
        self, article: Article, fingerprint: Fingerprint, history: History | None
    ) -> Mapping[str, Any]:
        """Return the document of an article, whose id is ``id`` there; a picklable function."""
        ...

    def batch(self, known: Known, threads: int, aliases: Aliases) -> Batch:
        """Return a batch on the state of which something is known."""
        ...

    def new(self, threads: int, aliases: Aliases) -> AbstractContextManager[Batch]:
        """Give a batch on an empty archive, which is committed and takes the old one's place."""
        ...

    def current_state(self, known: Known) -> OldState:
        """Return the state that is brought up to date."""
        ...

    def old_state(self) -> OldState:
        """Return the state in whose place a new one comes, as far as it can be read."""
        ...

    def renamed(
        self, before: Aliases | None, now: Aliases
    ) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """Yield the numbers of articles that other aliases call otherwise, with new documents."""
        ...

    def is_whole(self, known: Known) -> bool:
        """Tell whether what stands beside the articles of a state is in order."""
        ...

    def beat(self, known: Known) -> None:
        """Note that a sync ended well, and had nothing to commit."""
        ...
