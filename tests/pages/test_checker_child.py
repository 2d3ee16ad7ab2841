"""The dashboard's own checker process: when it starts, when it does not, and how it ends."""

import asyncio
import os
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from pages.shell.checker_child import CheckerChild

SLEEPS = "import time; time.sleep(600)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); open({ready!r}, 'w'); {then}"
NOTES = "import os; open({file!r}, 'a').write(os.environ['SUPERVISION_PARENT_PID'] + '\\n'); {then}"

Make = Callable[..., CheckerChild]
LIMIT_S = 180.0  # only a failing test waits so long


@pytest.fixture
def make() -> Iterator[Make]:
    made: list[CheckerChild] = []

    def build(
        script: str, *, lease_taken: Callable[[], bool] = lambda: False, **durations: float
    ) -> CheckerChild:
        made.append(CheckerChild(lease_taken, command=(sys.executable, "-c", script), **durations))
        return made[-1]

    yield build
    for child in made:
        child.stop()


def test_it_starts_a_checker_that_knows_its_parent_when_nobody_checks(make: Make, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    make(NOTES.format(file=str(notes), then=SLEEPS)).look()
    assert _lines(notes, 1) == [str(os.getpid())]


def test_it_starts_none_while_another_checker_holds_the_lease(make: Make) -> None:
    child = make(SLEEPS, lease_taken=lambda: True)
    child.look()
    assert child.pid is None


def test_it_starts_no_second_one_while_the_first_lives(make: Make) -> None:
    child = make(SLEEPS)
    child.look()
    first = child.pid
    child.look()
    assert first is not None
    assert child.pid == first


def test_it_starts_another_when_the_first_has_died(make: Make, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    child = make(NOTES.format(file=str(notes), then="pass"), quick_death=0)
    _look_until(child, lambda: len(_read(notes)) >= 2)


def test_it_pauses_after_one_that_died_at_once(make: Make, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    child = make(NOTES.format(file=str(notes), then="pass"), every=3600, longest_pause=3600)
    child.look()
    _lines(notes, 1)
    for _ in range(20):
        child.look()
        time.sleep(0.02)
    assert len(_read(notes)) == 1


def test_one_that_will_not_end_is_killed(make: Make, tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    script = STUBBORN.format(ready=str(ready), then=SLEEPS)
    child = make(script, patience=0.2)
    child.look()
    _until(ready.exists)
    stubborn = child.pid
    child.stop()
    assert not _exists(stubborn)


def test_one_whose_heart_has_stopped_is_killed_and_replaced(make: Make, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    script = (
        f"import os, signal; open({str(notes)!r}, 'a').write('x\\n'); os.kill(os.getpid(), signal.SIGSTOP)"
    )
    child = make(script, silence=0.2, quick_death=0)
    child.look()
    stopped = child.pid
    _look_until(child, lambda: len(_read(notes)) >= 2)
    assert not _exists(stopped)


def test_one_that_waits_while_another_checks_is_left_alone(make: Make) -> None:
    answers = iter([False])
    child = make(SLEEPS, lease_taken=lambda: next(answers, True), silence=0.0)
    child.look()
    first = child.pid
    for _ in range(5):
        child.look()
    assert child.pid == first


def test_a_database_that_is_away_kills_nobody(make: Make) -> None:
    answers = iter([False])

    def lease_taken() -> bool:
        if next(answers, None) is None:
            raise OSError("away")
        return False

    child = make(SLEEPS, lease_taken=lease_taken, silence=0.0)
    child.look()
    for _ in range(5):
        with suppress(OSError):
            child.look()
    assert _exists(child.pid)


def test_its_watch_outlives_a_database_that_is_away_and_ends_the_checker(make: Make, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    answers = iter([OSError("away"), False])

    def lease_taken() -> bool:
        answer = next(answers, True)
        if isinstance(answer, OSError):
            raise answer
        return answer

    child = make(NOTES.format(file=str(notes), then=SLEEPS), lease_taken=lease_taken, every=0.02)
    started = _alone(_watch_until(child, lambda: len(_read(notes)) == 1))
    assert not _exists(started)


def _alone(work: Coroutine[Any, Any, Any]) -> Any:
    """Run it in a thread of its own: a browser test before may have left its loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


async def _watch_until(child: CheckerChild, reached: Callable[[], bool]) -> int | None:
    watch = asyncio.create_task(child.run())
    await asyncio.to_thread(_until, reached)
    started = child.pid
    watch.cancel()
    with suppress(asyncio.CancelledError):
        await watch
    return started


def _look_until(child: CheckerChild, reached: Callable[[], bool]) -> None:
    def look() -> bool:
        child.look()
        return reached()

    _until(look)


def _until(reached: Callable[[], bool]) -> None:
    limit = time.monotonic() + LIMIT_S
    while not reached():
        assert time.monotonic() < limit, "it never happened"
        time.sleep(0.02)


def _read(file: Path) -> list[str]:
    return file.read_text().splitlines() if file.exists() else []


def _lines(file: Path, count: int) -> list[str]:
    _until(lambda: len(_read(file)) >= count)
    return _read(file)


def _exists(pid: int | None) -> bool:
    assert pid is not None
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
