"""What was decoded, kept as long as it fits into a budget of bytes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, Protocol, TypeAlias, TypeVar, cast
from weakref import WeakValueDictionary

from cachetools import LRUCache

from webui.search.deadlines.deadline import checkpoint, holding

# A key, its tuple, the entry in the dictionary and the objects round the arrays.
_OVERHEAD_BYTES = 600

# So many pieces have room at least.
_PIECES = 32

# Keys that are remembered of what was asked once. An entry takes some 300 bytes.
_ASKED = 1024


class Sized(Protocol):
    """What can be kept: it says how large it is."""

    @property
    def nbytes(self) -> int:
        """Bytes that it takes."""
        ...


_T = TypeVar("_T", bound=Sized)
_Values: TypeAlias = "LRUCache[Hashable, Sized]"


class ByteCache:
    """Least recently used out first. Safe to use from any thread.

    Whoever holds a value goes on holding it when it is put out. Two threads that miss the
    same key at the same time both make the value, and one of the two is kept.

    Args:
        budget: bytes that all values together may take; 0 keeps nothing.
        pieces: bytes of these that may be taken by what is quickly made again, which is all but
            what :meth:`get_once` keeps; all of them if not given. None of these is larger than a
            32nd of it.

    Attributes:
        budget: the same.
        hits: how often a value was there, since the start.
        misses: how often it was not.
    """

    def __init__(self, budget: int, pieces: int | None = None) -> None:
        self.budget = budget
        self.hits = 0
        self.misses = 0
        self._lock = threading.Lock()
        # Gone when nobody holds them.
        self._making: WeakValueDictionary[Hashable, threading.Lock] = WeakValueDictionary()
        self._pinned: dict[Hashable, int] = {}
        room = budget if pieces is None else min(pieces, budget)
        # What is large is put out by others, and puts out many that are not.
        self._largest_piece = room if pieces is None else room // _PIECES
        self._pieces: _Values = LRUCache(room, getsizeof=_size)
        self._whole: _Values = LRUCache(budget, getsizeof=_size)
        self._asked: LRUCache[Hashable, bool] = LRUCache(_ASKED)

    def get(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """Return the value of a key; where there is none, make it and keep it."""
        return self._get(self._pieces, self._largest_piece, key, make)

    def known(self, keys: Iterable[Hashable]) -> list[Any]:
        """Return what is kept under some keys by :meth:`get` or :meth:`keep_all`, None otherwise.

        Whoever makes the others gives them to :meth:`keep_all`.
        """
        with self._lock:
            # Twice as fast as get(), which looks a key up three times.
            pieces = self._pieces
            values = [pieces[key] if key in pieces else None for key in keys]  # noqa: SIM401
            hits = sum(1 for value in values if value is not None)
            self.hits += hits
            self.misses += len(values) - hits
        return values

    def keep_all(self, values: Mapping[Hashable, Sized]) -> None:
        """Keep values under their keys, as :meth:`get` keeps one."""
        with self._lock:
            for key, value in values.items():
                if _size(value) <= self._largest_piece:
                    self._pieces[key] = value
            self._make_room()

    def _get(self, values: _Values, largest: int, key: Hashable, make: Callable[[], _T]) -> _T:
        with self._lock:
            value = values.get(key)
            if value is None:
                self.misses += 1
            else:
                self.hits += 1
        if value is None:
            checkpoint()
            # Not under the lock: decoding one posting list must not hold up
            # those who find theirs here.
            value = make()
            with self._lock:
                if _size(value) <= largest:
                    values[key] = value
                    self._make_room()
        return cast("_T", value)

    def get_once(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """Return the value of a key as :meth:`get` does; of several that miss it, one makes it.

        The others wait: for what takes seconds to make. It must not wait for them in turn.
        """
        with self._lock:
            making = self._making.setdefault(key, threading.Lock())
        with holding(making):
            return self._get(self._whole, self.budget, key, make)

    def seen(self, key: Hashable) -> bool:
        """Whether :meth:`get` has kept a value, or this was asked before, not long ago."""
        with self._lock:
            if key in self._pieces:
                return True
            known = key in self._asked
            self._asked[key] = True
            return known

    def has(self, key: Hashable) -> bool:
        """Whether :meth:`get_once` has kept a value; it does not count as used for that."""
        with self._lock:
            return key in self._whole

    def keep(self, key: Hashable) -> None:
        """Count what :meth:`get_once` has kept as used, so that others are put out first."""
        with self._lock:
            self._whole.get(key)

    def pin(self, owner: Hashable, size: int) -> None:
        """Take bytes off the budget that somebody holds for good, such as columns.

        Args:
            owner: who holds them; a second call with the same owner replaces the first.
            size: bytes; 0 gives them back.
        """
        with self._lock:
            self._pinned[owner] = size
            if not size:
                del self._pinned[owner]
            self._make_room()

    @property
    def size(self) -> int:
        """Bytes in use, pinned ones included."""
        with self._lock:
            return self._in_use()

    def __len__(self) -> int:
        return len(self._pieces) + len(self._whole)

    def _in_use(self) -> int:
        kept = self._pieces.currsize + self._whole.currsize
        return int(kept) + sum(self._pinned.values())

    def _make_room(self) -> None:
        for values in (self._pieces, self._whole):
            while len(values) and self._in_use() > self.budget:
                values.popitem()


def _size(value: Sized) -> int:
    return value.nbytes + _OVERHEAD_BYTES
