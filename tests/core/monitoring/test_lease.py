"""Two checkers can be started; one works."""

from datetime import timedelta
from threading import Thread

import pytest

from core.common import clock
from core.monitoring import lease
from tests.rows import NOON


@pytest.fixture
def noon(database):
    with clock.frozen(NOON):
        yield


def test_only_one_of_many_gets_the_lease(either_database):
    won = []
    threads = [Thread(target=lambda n=n: won.append(lease.take(f"c{n}", seconds=60))) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([token for token in won if token]) == 1


def test_it_is_free_again_when_it_lapses(noon):
    first = lease.take("first", seconds=10)
    assert lease.take("second", seconds=10) is None
    with clock.frozen(NOON + timedelta(seconds=11)):
        second = lease.take("second", seconds=10)
        assert second is not None
        assert second.fence == first.fence + 1
        assert not lease.renew(first, seconds=10)


def test_a_renewed_lease_does_not_lapse(noon):
    token = lease.take("first", seconds=10)
    with clock.frozen(NOON + timedelta(seconds=9)):
        assert lease.renew(token, seconds=10)
    with clock.frozen(NOON + timedelta(seconds=18)):
        assert lease.holder() is not None


def test_a_released_lease_is_free_at_once(either_database):
    token = lease.take("first", seconds=60)
    lease.release(token)
    assert lease.holder() is None
    assert lease.take("second", seconds=60) is not None


def test_nobody_holds_a_lease_that_was_never_taken(database):
    assert lease.holder() is None
