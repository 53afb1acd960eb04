"""An archive that is open, for who asks from Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Unpack
from weakref import ref

from indexer.contract.errors import CuttingsError
from indexer.contract.settings import Settings, load_settings
from webui.search.archive import open_archive as open_backend
from webui.search.backend import Backend, Finding, Searcher
from webui.search.criteria.comparison import parse_comparison
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.dates import today
from webui.search.criteria.reading import parse_criteria
from webui.search.found import Found
from webui.search.frames.framed import Audited, Compared, framed
from webui.search.keywords import Keywords, parameters_of
from webui.search.results.article import ArticleDetail
from webui.search.results.base import IndexState
from webui.search.results.story import StoryDetail


class ClosedError(CuttingsError):
    """The archive was closed, or the state of it that is asked."""

    def __init__(self) -> None:
        super().__init__("The archive is closed. Open it again with open_archive().")


class State:
    """One state of an archive: all its answers agree, whatever is imported meanwhile.

    Args:
        searcher: of the backend, lent until :meth:`close`.
        lending: gives it back.
    """

    def __init__(self, searcher: Searcher, lending: ExitStack) -> None:
        self._searcher: Searcher | None = searcher
        self._lending = lending
        # Days are counted back from the same one, too.
        self._today = today()

    def __enter__(self) -> State:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def searcher(self) -> Searcher:
        """What the backend offers.

        Raises:
            ClosedError: it was given back.
        """
        if self._searcher is None:
            raise ClosedError
        return self._searcher

    def check(self) -> None:
        """Make sure that it can be asked.

        Raises:
            ClosedError: it was given back.
        """
        _ = self.searcher

    @property
    def index(self) -> IndexState:
        """Generation, number of articles and time of the last sync."""
        return self.searcher.state

    def search(self, query: str = "", **parameters: Unpack[Keywords]) -> Found:
        """Search, with the parameters of an address.

        Raises:
            ParameterError: one of them is unknown or cannot be read; it says which.
        """
        return Found(self._find, self.check, {**parameters, "q": query})

    def compare(self, queries: Iterable[str], **parameters: Unpack[Keywords]) -> Compared:
        """Count what each of several queries finds over time.

        Raises:
            ParameterError: there are too many, or a parameter cannot be read.
        """
        given = parameters_of({**parameters, "q": list(queries)})
        asked = parse_comparison(given, self._today)
        return framed(Compared, self.searcher.compare(asked))

    def audit(self, query: str, **parameters: Unpack[Keywords]) -> Audited:
        """Say what a search string does: its clauses, forms of words, and what it may lack.

        Raises:
            ParameterError: one of the parameters is unknown or cannot be read.
        """
        return framed(Audited, self.searcher.audit(self._criteria({**parameters, "q": query})))

    def article(self, id: str) -> ArticleDetail | None:
        """Return all that is known of an article; None where there is none with this id."""
        return self.searcher.article(id)

    def story(self, id: str) -> StoryDetail | None:
        """Return the story of an article; None where there is no article with this id."""
        return self.searcher.story(id, Criteria(today=self._today))

    def close(self) -> None:
        """Give the state back; what was found in it can be asked no more."""
        if self._searcher is not None:
            self._searcher = None
            self._lending.close()

    def _find(self, given: Mapping[str, Any]) -> Finding:
        return self.searcher.find(self._criteria(given))

    def _criteria(self, given: Mapping[str, Any]) -> Criteria:
        return parse_criteria(parameters_of(given), self._today)


class Archive:
    """An archive that is open. Each question is answered by its newest state."""

    def __init__(self, backend: Backend) -> None:
        self._backend: Backend | None = backend
        # A state that nobody refers to is given back at the next question, not whenever
        # memory is tidied up: that may be in the middle of lending one.
        self._lent: list[tuple[ref[State], ExitStack]] = []

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def index(self) -> IndexState:
        """Generation, number of articles and time of the last sync."""
        return self.state().index

    def state(self) -> State:
        """Return the newest state, for several questions that have to agree.

        Raises:
            ClosedError: the archive was closed.
            IndexStateError: the newest state cannot be read.
        """
        if self._backend is None:
            raise ClosedError
        self._give_back(unused=True)
        lending = ExitStack()
        state = State(lending.enter_context(self._backend.searcher()), lending)
        self._lent.append((ref(state), lending))
        return state

    def search(self, query: str = "", **parameters: Unpack[Keywords]) -> Found:
        """Search the newest state; see :meth:`State.search`."""
        return self.state().search(query, **parameters)

    def compare(self, queries: Iterable[str], **parameters: Unpack[Keywords]) -> Compared:
        """Compare queries in the newest state; see :meth:`State.compare`."""
        return self.state().compare(queries, **parameters)

    def audit(self, query: str, **parameters: Unpack[Keywords]) -> Audited:
        """Look at a search string in the newest state; see :meth:`State.audit`."""
        return self.state().audit(query, **parameters)

    def article(self, id: str) -> ArticleDetail | None:
        """Return all that is known of an article; None where there is none with this id."""
        return self.state().article(id)

    def story(self, id: str) -> StoryDetail | None:
        """Return the story of an article; None where there is no article with this id."""
        return self.state().story(id)

    def close(self) -> None:
        """Close it; what was found can be asked no more."""
        self._give_back(unused=False)
        if self._backend is not None:
            self._backend.close()
            self._backend = None

    def _give_back(self, *, unused: bool) -> None:
        for place in range(len(self._lent) - 1, -1, -1):
            state_of, lending = self._lent[place]
            state = state_of()
            if state is None:
                del self._lent[place]
                lending.close()
            elif not unused:
                del self._lent[place]
                state.close()


def open_index(index: str | Path | Settings | None) -> Archive:
    """Open an archive; see :func:`webui.search.open_archive`.

    Raises:
        IndexStateError: there is no index, or it cannot be read.
        SettingsError: a setting of the environment is unknown or cannot be read.
    """
    # A folder is on this machine, whatever the environment says.
    given = {"index": index, "backend": "local" if index else None}
    settings = index if isinstance(index, Settings) else load_settings(given)
    archive = Archive(open_backend(settings, read_ahead=False))
    archive.state()
    return archive
