"""Damages files of an index: every answer is right, or an error that says what to run.

Bits are flipped, blocks lost, swapped and overwritten, files cut, extended, exchanged and taken
from an earlier state. Each answer is compared with the one of the whole index; ``check`` has to
find everything; a sync must not make a whole-looking index of it, and a rebuild must mend it.
"""

from __future__ import annotations

import logging
import os
import random
import shutil
import tempfile
from pathlib import Path
from time import monotonic

from indexer.checking.blocks import check_blocks
from indexer.checking.check import check_index
from indexer.contract.errors import CuttingsError, IndexStateError
from indexer.contract.settings import Settings
from indexer.syncing.sync import rebuild, sync
from tests.torture.damaging.harm import HARMS
from tests.torture.damaging.stage import Stage, ask, served, stages
from tests.torture.tally import Report

NAME = "damage"

_QUESTIONS = 8
"""Asked after each damage, of some fifty."""

# So often the damaged index is also synced, and rebuilt; only small ones, as it takes a while.
_SYNCED, _REBUILT = 6, 25


def run(seed: int, seconds: float, report: Report) -> None:
    """Damage one file after the other."""
    with tempfile.TemporaryDirectory() as folder:
        dice = random.Random(seed)  # noqa: S311 # no secret
        made = stages(Path(folder), large=seconds > 60)
        while report.left(seconds) > 0:
            attempt(dice.choice(made), dice.randrange(2**32), Path(folder) / "damaged", report)


def attempt(stage: Stage, seed: int, target: Path, report: Report) -> None:
    """Damage a copy of an index in one way, and look at what comes of it."""
    dice = random.Random(seed)  # noqa: S311 # no secret
    stage.damaged(target)
    logging.disable()
    started = monotonic()
    try:
        how = damage(stage, target, dice)
        if how is not None:
            report.attempt()
            case = f"{stage.name}, {seed}: {how}"
            _questions(stage, target, dice, case, report)
            _check(target, case, report)
            if stage.name.startswith("samples"):
                _mend(stage, target, dice, case, report)
    finally:
        logging.disable(logging.NOTSET)
        shutil.rmtree(target)
    took = monotonic() - started
    report.measure(took, f"{took:.1f} s for one damage and its questions")


def damage(stage: Stage, target: Path, dice: random.Random) -> str | None:
    """Damage a file; say how, or nothing where it is what it was."""
    path = dice.choice([target / each.name for each in stage.files()])
    sound = path.read_bytes()
    status = path.stat()
    kind = dice.randrange(10)
    if kind == 0:
        other = dice.choice([each for each in stage.files() if each.suffix == path.suffix])
        data, how = other.read_bytes(), f"{path.suffix} of another"
    elif kind == 1:
        earlier = [each for each in stage.earlier.iterdir() if each.suffix == path.suffix]
        data, how = dice.choice(earlier).read_bytes(), f"{path.suffix} of earlier"
    elif kind == 2 and not dice.randrange(3):
        path.unlink()
        return f"{path.suffix} gone"
    else:
        harm = dice.choice(HARMS)
        raw = bytearray(sound)
        harm(raw, dice)
        data, how = bytes(raw), f"{path.suffix} {harm.__name__}"
    if data == sound:
        return None
    # The other copies have the same bytes.
    path.unlink()
    path.write_bytes(data)
    # The table of contents says by its time when it was committed.
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    return how


def _questions(stage: Stage, target: Path, dice: random.Random, case: str, report: Report) -> None:
    """Ask a server some questions: each answer is right, or says what to run."""
    with served(target) as app:
        for address, right in dice.sample(list(stage.answers.items()), _QUESTIONS):
            try:
                status, body = ask(app, address)
            except CuttingsError as error:
                # An export that was sent in part breaks off.
                if "rebuild" not in str(error):
                    report.fail(f"{case}: {address}: {error}")
                continue
            except Exception as error:
                report.fail(f"{case}: {address}: {error!r}")
                continue
            if (status, body) != right and not (status == 503 and b"indexer rebuild" in body):
                report.fail(f"{case}: {address}: {status} {body[:300]!r}")


def _check(target: Path, case: str, report: Report) -> None:
    if not found_by_check(target):
        report.fail(f"{case}: check found nothing")


def found_by_check(target: Path) -> bool:
    """Whether ``check`` finds the index damaged."""
    try:
        # It looks at these first, and at the rest only where it has to.
        return bool(check_blocks(target).problems) or not check_index(target).ok
    except IndexStateError:
        return True


def _mend(stage: Stage, target: Path, dice: random.Random, case: str, report: Report) -> None:
    """Sync or rebuild: what comes of it is right, or known to be damaged."""
    settings = Settings(index=target, jobs=1)
    if not dice.randrange(_SYNCED):
        try:
            (stage.articles / "0.md").write_bytes((stage.articles / "1.md").read_bytes())
            sync(stage.articles, settings)
        except IndexStateError as error:
            if "rebuild" not in str(error):
                report.fail(f"{case}: sync says {error}")
        except Exception as error:
            report.fail(f"{case}: sync raised {error!r}")
        else:
            if not found_by_check(target):
                _compare(stage, target, f"{case}: synced", report)
        finally:
            (stage.articles / "0.md").unlink(missing_ok=True)
    if not dice.randrange(_REBUILT):
        rebuild(stage.articles, settings)
        if found_by_check(target):
            report.fail(f"{case}: a rebuild did not mend it")


def _compare(stage: Stage, target: Path, case: str, report: Report) -> None:
    """Compare an index with a new one of the same articles."""
    anew = target.with_name("anew")
    try:
        sync(stage.articles, Settings(index=anew, jobs=1))
        with served(target) as ours, served(anew) as theirs:
            for address in ("/export.jsonl?q=", "/export.csv?q=*er*", "/export.csv?q=the"):
                if _ids(ask(ours, address)) != _ids(ask(theirs, address)):
                    report.fail(f"{case}: {address}")
    finally:
        shutil.rmtree(anew, ignore_errors=True)


def _ids(answer: tuple[int, bytes]) -> tuple[int, set[bytes]]:
    return answer[0], {line[:40] for line in answer[1].splitlines()}
