"""When the next sync is due."""

from __future__ import annotations

from indexer.watching.schedule import Schedule


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


def synced(clock: Clock) -> Schedule:
    """Return a schedule whose first sync is done, the next one due in an hour."""
    schedule = Schedule(clock)
    assert schedule.due()
    schedule.begin()
    schedule.done(3600)
    assert not schedule.due()
    return schedule


def test_a_change_is_synced_when_it_is_quiet() -> None:
    """Changes that follow one another closely make one sync, soon after the last."""
    clock = Clock()
    schedule = synced(clock)
    for _ in range(10):
        schedule.changed()
        clock.now += 0.1
        assert not schedule.due()
    clock.now += 0.3
    assert schedule.due()


def test_changes_without_end_are_synced_all_the_same() -> None:
    """A stream of changes that never pauses is synced every few seconds."""
    clock = Clock()
    schedule = synced(clock)
    syncs = 0
    for _ in range(300):
        schedule.changed()
        clock.now += 0.1
        if schedule.due():
            schedule.begin()
            schedule.done(3600)
            syncs += 1
    assert syncs == 5


def test_a_change_during_a_sync_is_left_for_the_next_one() -> None:
    """What changes after a sync has begun is not forgotten when that sync ends."""
    clock = Clock()
    schedule = synced(clock)
    schedule.begin()
    schedule.changed()
    schedule.done(3600)
    clock.now += 1
    assert schedule.due()


def test_without_changes_it_is_synced_after_a_while() -> None:
    """Events can get lost, so that a sync comes without one, too."""
    clock = Clock()
    schedule = synced(clock)
    clock.now += 3599
    assert not schedule.due()
    clock.now += 1
    assert schedule.due()


def test_what_fails_is_tried_less_and_less_often() -> None:
    """Pauses after failures double up to a minute; a sync that works ends that."""
    clock = Clock()
    schedule = Schedule(clock)
    pauses = []
    for _ in range(9):
        schedule.begin()
        schedule.failed()
        schedule.changed()
        begun = clock.now
        while not schedule.due():
            clock.now += 0.5
        pauses.append(clock.now - begun)
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    schedule.done(3600)
    schedule.failed()
    clock.now += 1
    assert schedule.due()


def test_a_lock_is_tried_again_soon() -> None:
    """While another sync runs it is tried again every half second, changes or not."""
    clock = Clock()
    schedule = synced(clock)
    schedule.locked()
    schedule.changed()
    clock.now += 0.4
    assert not schedule.due()
    clock.now += 0.1
    assert schedule.due()
