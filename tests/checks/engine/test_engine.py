"""Work given out through one interface: back-pressure, losses, processes."""

import os
import signal
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ThreadPoolExecutor
from threading import Event, Lock

import pytest

from checks.engine import Engine, engine_for, stream
from checks.engine.lasting import TRIES, Lasting, Lost
from core.common.settings import Settings


@pytest.fixture
def threads():
    with ThreadPoolExecutor(4) as executor:
        yield executor


class Failing(Executor):
    """Loses the first `times` pieces it is given."""

    def __init__(self, real: Executor, times: int, error: BaseException) -> None:
        self.real, self.left, self.error, self.given = real, times, error, 0
        self.lock = Lock()

    def submit(self, fn, /, *args, **kwargs):
        with self.lock:
            self.given += 1
            self.left -= 1
            lose = self.left >= 0
        if not lose:
            return self.real.submit(fn, *args, **kwargs)
        future: Future = Future()
        future.set_exception(self.error)
        return future


def lasting(on, otherwise=None):
    return Lasting(lambda: on, lambda error: isinstance(error, BrokenExecutor), otherwise)


def test_lost_work_runs_again(threads):
    failing = Failing(threads, 2, BrokenExecutor())
    assert lasting(failing).submit(abs, -3).result(180) == 3
    assert failing.given == 3


def test_cancelled_by_others_is_lost_too(threads):
    assert lasting(Failing(threads, 1, CancelledError())).submit(abs, -3).result(180) == 3


def test_work_that_is_lost_every_time_is_given_up(threads):
    failing = Failing(threads, 1000, BrokenExecutor())
    with pytest.raises(Lost):
        lasting(failing).submit(abs, -3).result(180)
    assert failing.given == TRIES


def test_an_error_of_the_work_itself_is_no_loss(threads):
    failing = Failing(threads, 0, BrokenExecutor())
    with pytest.raises(ZeroDivisionError):
        lasting(failing).submit(divmod, 1, 0).result(180)
    assert failing.given == 1


def test_without_an_engine_the_work_is_done_here_or_said_to_be_lost(threads):
    assert lasting(None, otherwise=threads).submit(os.getpid).result(180) == os.getpid()
    with pytest.raises(Lost):
        lasting(None).submit(os.getpid).result(180)


def test_only_so_much_is_under_way_and_everything_comes_back_once(threads):
    under_way, most, lock = 0, 0, Lock()
    pause = Event()

    def work(number: int) -> int:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        pause.wait(0.01)
        with lock:
            under_way -= 1
        return number

    batches = list(stream(threads, work, range(40), in_flight=lambda: 3, stop=Event(), every_s=0.05))
    assert sorted(number for batch in batches for number in batch) == list(range(40))
    assert most <= 3


def test_a_piece_that_is_given_up_is_reported_and_the_rest_goes_on(threads):
    failing = Failing(threads, TRIES, BrokenExecutor())
    batches = stream(
        lasting(failing), abs, [-1, -2, -3], in_flight=1, stop=Event(), every_s=0.1, lost=lambda piece: piece
    )
    assert [number for batch in batches for number in batch] == [-1, 2, 3]


def test_a_killed_process_of_the_pool_loses_nothing():
    engine = Engine(threads=2, processes=2)
    try:
        victim = engine.readers.submit(os.getpid).result(180)
        assert victim != os.getpid()
        waiting = [engine.readers.submit(abs, -number) for number in range(20)]
        os.kill(victim, signal.SIGKILL)
        waiting += [engine.readers.submit(abs, -number) for number in range(20, 40)]
        assert [future.result(180) for future in waiting] == list(range(40))
    finally:
        engine.close()


def test_by_default_everything_runs_in_threads_of_this_machine():
    engine = engine_for(Settings(_env_file=None))
    assert engine.executor is engine.readers is engine.here
    assert engine.vantages() == ()
    assert engine.seen().state == "local"
    engine.close()


def test_a_cluster_needs_its_address():
    with pytest.raises(ValueError, match="SUPERVISION_SCHEDULER"):
        Settings(engine="dask")
