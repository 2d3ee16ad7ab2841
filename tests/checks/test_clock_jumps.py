"""A clock that is set while the checker runs is noticed, forward and back; time that passes is no jump."""

from datetime import timedelta
from threading import Event, Thread

import pytest

from checks import schedule
from checks.engine import Engine
from checks.schedule import Steady, work_until
from core.common import clock
from core.common.settings import Settings
from core.monitoring import lease
from tests.rows import NOON


@pytest.mark.parametrize("jump", [timedelta(days=-400), timedelta(hours=-3), timedelta(days=400)])
def test_a_jump_is_named_once_and_by_how_much(jump):
    with clock.frozen(NOON):
        steady = Steady()
        assert steady.jumped_s() == 0
    with clock.frozen(NOON + jump):
        assert steady.jumped_s() == pytest.approx(jump.total_seconds(), abs=1)
        assert steady.jumped_s() == 0


def test_the_heartbeat_goes_on_when_the_clock_is_set_back(database, monkeypatch):
    monkeypatch.setattr(schedule, "TICK_S", 0.05)
    settings, stop, beats = Settings(demonstration=True, lease_s=600), Event(), Event()
    engine = Engine(threads=1)
    checker = Thread(target=work_until, args=(stop, settings, engine))
    checker.start()
    try:
        # Of itself the heartbeat comes only every 150 s.
        monkeypatch.setattr(lease, "renew", lambda *_, **__: beats.set() or True)
        with clock.frozen(clock.now() - timedelta(seconds=30)):
            assert beats.wait(60)
    finally:
        stop.set()
        checker.join()
