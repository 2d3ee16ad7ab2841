"""What the processes of a crawl say to each other comes whole, in order, and ends when one of them ends."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from checks.crawl.wire import wires


def test_what_is_longer_than_the_system_keeps_comes_whole_and_in_order():
    one, other = wires()
    long = [(number, "链" * 1_000) for number in range(1_000)]
    with ThreadPoolExecutor(1) as beside:
        sent = beside.submit(lambda: (one.send(long), one.send([])))
        assert other.recv() == long
        assert other.recv() == []
        sent.result()
    assert not other.waits()


def test_the_other_end_learns_that_one_is_closed():
    one, other = wires()
    one.send("last")
    one.close()
    assert other.waits()
    assert other.recv() == "last"
    with pytest.raises(EOFError):
        other.recv()
    with pytest.raises(BrokenPipeError):
        other.send("nobody hears")
