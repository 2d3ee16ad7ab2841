"""Writers of one process come in the order in which they asked, a heartbeat before all others."""

import threading
import time

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from core.monitoring import lease
from db.engine import engines, writing
from db.turns import Turns


def test_turns_come_in_order_and_what_goes_first_before_them():
    turns, order = Turns(), list[str]()
    asked: list[threading.Thread] = []

    def take(name: str, *, first: bool = False) -> None:
        with turns.turn(first=first, wait_s=60):
            order.append(name)

    with turns.turn(first=False, wait_s=60):
        for name in ("a", "b", "heartbeat"):
            thread = threading.Thread(target=take, args=(name,), kwargs={"first": name == "heartbeat"})
            thread.start()
            asked.append(thread)
            while len(turns._waiting) < len(asked):
                time.sleep(0.001)
    for thread in asked:
        thread.join(60)
    assert order == ["heartbeat", "a", "b"]


def test_one_that_does_not_come_up_goes_on_and_blocks_nobody():
    turns, seen = Turns(), list[str]()

    def impatient() -> None:
        with turns.turn(first=False, wait_s=0.01):
            seen.append("went on")

    with turns.turn(first=False, wait_s=60):
        thread = threading.Thread(target=impatient)
        thread.start()
        thread.join(60)
    with turns.turn(first=False, wait_s=60):
        seen.append("next")
    assert seen == ["went on", "next"]


def test_a_turn_inside_another_of_the_same_thread_waits_for_nothing():
    turns = Turns()
    with turns.turn(first=False, wait_s=60), turns.turn(first=False, wait_s=60):
        assert turns._waiting == []


def test_an_error_inside_gives_the_turn_back(database):
    with pytest.raises(OperationalError), writing() as session:
        session.execute(text("no statement"))
    assert lease.take("test", seconds=20) is not None


def test_a_heartbeat_goes_before_writers_that_wait(database):
    """Five writers queue; the heartbeat that comes last is written second."""
    token = lease.take("test", seconds=20)
    assert token is not None
    turns = engines().turns
    assert turns is not None
    order: list[str] = []

    def write(name: str) -> None:
        with writing() as session:
            session.execute(text("UPDATE lease SET owner = owner"))
            order.append(name)

    def beat() -> None:
        assert lease.renew(token, seconds=20)
        order.append("heartbeat")

    with writing() as session:
        session.execute(text("UPDATE lease SET owner = owner"))
        threads = [threading.Thread(target=write, args=(str(number),)) for number in range(5)]
        threads.append(threading.Thread(target=beat))
        for count, thread in enumerate(threads, 1):
            thread.start()
            while len(turns._waiting) < count:
                time.sleep(0.001)
    for thread in threads:
        thread.join(60)
    assert order.index("heartbeat") <= 1, "another may have begun in the moment before it was noted"
