"""Delivering what is new: nothing is lost, and nothing is sent twice that was noted as sent."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from webui.search.backend import Searcher
from webui.search.query.parser import parse_query
from webui.search.standing.delivery import Deliver, DeliveryError
from webui.search.standing.identity import IndexSeen, seen
from webui.search.standing.messages import Message, message_of, note_on
from webui.search.standing.search_file import Frequency, StandingSearch
from webui.search.standing.searches_folder import Searches, Unreadable
from webui.search.standing.state_files import Delivered, Noted, note, noted

# What a query means is compared between versions, not between days.
_SOME_DAY = datetime.date(2000, 1, 1)


@dataclass(slots=True)
class Notify:
    """One run over all searches.

    Attributes:
        searcher: the archive.
        state: folder in which is noted what was delivered; this process holds it.
        base_url: address of the pages; nothing where they have none.
        now: the time, in UTC.
        deliver: hands a message over; in a dry run it prints.
        tell, warn: take a line on what was done, and on what was not.
        stopped: whether to stop before the next message.
        dry: whether nothing is noted.
        failed: whether anything was not delivered or could not be read.
    """

    searcher: Searcher
    state: Path
    base_url: str
    now: datetime.datetime
    deliver: Deliver
    tell: Callable[[str], None]
    warn: Callable[[str], None]
    stopped: Callable[[], bool] = lambda: False
    dry: bool = False
    failed: bool = False
    _index: IndexSeen | None = field(default=None, init=False)

    def run(self, searches: Searches) -> None:
        """Deliver what is new in each of the searches.

        Raises:
            DeliveryStateError: what was delivered cannot be read or noted.
            IndexStateError: the archive cannot be read.
        """
        for broken in searches.unreadable:
            self._tell_of(broken)
        for search in searches.good:
            if search.channels:
                self._search(search)

    def _search(self, search: StandingSearch) -> None:
        before = noted(self.state, search.name)
        known = dict(before.channels) if before else {}
        # A channel that is new takes up where the search stands, so that none is lost between.
        behind = min(known.values(), key=lambda each: each.generation, default=None)
        if behind is not None:
            known = dict.fromkeys(search.channels, behind) | known
        for channel in search.channels:
            if self.stopped():
                return
            after = self._channel(search, channel, known.get(channel))
            if after is not None and after != known.get(channel):
                known[channel] = after
                self._note(search.name, search.title, known)
        gone = known.keys() - set(search.channels)
        if gone and before is not None:
            kept = {channel: known[channel] for channel in search.channels}
            self._note(search.name, search.title, kept)

    def _channel(
        self, search: StandingSearch, channel: str, before: Delivered | None
    ) -> Delivered | None:
        """Deliver what is new by one channel; return how far that came, None if it failed."""
        now = self._standing_now(search)
        if before is None:
            self.tell(
                f"{search.name} to {channel}: begins with what comes after generation"
                f" {now.generation}; nothing is sent of what is there."
            )
            return now
        if not self._here.succeeds(before):
            told = (
                "The index was made anew since the last message: what is in it now is not sent,"
                " and what came and went between is not known."
            )
            anew = note_on(search.name, search.title, now.generation, [told])
            return now if self._sent(search.name, channel, anew) else None
        if not is_due(search.frequency, _time(before.sent), self.now):
            return before
        message = message_of(
            search, self.searcher, before.generation, self.base_url, _otherwise(before, now)
        )
        if message is None:
            return now.model_copy(update={"sent": before.sent})
        return now if self._sent(search.name, channel, message) else None

    def _tell_of(self, broken: Unreadable) -> None:
        """Tell of a file that cannot be read, and once those who wait for its messages."""
        self.failed = True
        self.warn(str(broken))
        before = noted(self.state, broken.name) if broken.name else None
        if before is None or broken.name is None:
            return
        known = dict(before.channels)
        for channel, delivered in before.channels.items():
            if delivered.trouble == str(broken) or self.stopped():
                continue
            told = (
                f"The file of this search cannot be read: {broken}. Nothing is sent until it is"
                " mended; what comes meanwhile is sent then."
            )
            message = note_on(broken.name, before.title, delivered.generation, [told])
            if self._sent(broken.name, channel, message):
                known[channel] = delivered.model_copy(update={"trouble": str(broken)})
                self._note(broken.name, before.title, known)

    def _sent(self, name: str, channel: str, message: Message) -> bool:
        try:
            self.deliver(channel, message)
        except DeliveryError as error:
            self.failed = True
            self.warn(f"{name} to {channel}: not delivered, and tried again next time: {error}.")
            return False
        if not self.dry:
            self.tell(f"{name} to {channel}: {message.counts if message.articles else 'a note'}.")
        return True

    def _note(self, name: str, title: str, known: dict[str, Delivered]) -> None:
        if not self.dry:
            note(self.state, name, Noted(title=title, channels=known))

    def _standing_now(self, search: StandingSearch) -> Delivered:
        asked = json.dumps([search.query, search.filters], ensure_ascii=False)
        return Delivered(
            generation=self._here.generation,
            synced=self._here.latest,
            sent=self.now.isoformat(timespec="seconds"),
            asked=asked,
            reading=reading_of(search),
        )

    @property
    def _here(self) -> IndexSeen:
        if self._index is None:
            self._index = seen(self.searcher)
        return self._index


def is_due(frequency: Frequency, sent: datetime.datetime, now: datetime.datetime) -> bool:
    """Whether to send again: at each import, or not yet on this day, or in this week, of UTC."""
    if frequency == "daily":
        return now.date() != sent.date()
    if frequency == "weekly":
        return now.isocalendar()[:2] != sent.isocalendar()[:2]
    return True


def reading_of(search: StandingSearch) -> str:
    """Write how the text of a search is understood by this version."""
    parsed = parse_query(search.query, _SOME_DAY)
    parts = [str(parsed.tree) if parsed.tree else ""]
    parts += [f"{name}={value}" for name, value in search.criteria.parameters() if name != "q"]
    parts += [f"({notice.message})" for notice in parsed.notices]
    return " ".join(filter(None, parts))


def _otherwise(before: Delivered, now: Delivered) -> list[str]:
    if before.asked != now.asked or before.reading == now.reading:
        return []
    return [
        "This search is read otherwise than before, although its text is the same."
        f" Before: {before.reading}. Now: {now.reading}. Look whether it is still what you want."
    ]


def _time(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).astimezone(datetime.UTC)
