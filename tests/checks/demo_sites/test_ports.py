"""The block of ports."""

import socket

import pytest

from checks.demo_sites.ports import NoFreePortsError, bind_block, bound
from tests.server import free_port


def test_a_free_block_is_taken_as_asked():
    free = free_port()

    base, reserved = bind_block(free - 1, [1])

    assert base == free - 1
    assert reserved[1].getsockname() == ("127.0.0.1", free)
    reserved[1].close()


def test_a_block_with_a_taken_port_is_left_for_the_next():
    with bound(0) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        base, reserved = bind_block(port - 2, [1, 2, 3])

    assert base > port - 2
    assert (base - (port - 2)) % 4 == 0
    for sock in reserved.values():
        sock.close()


def test_two_that_start_at_once_do_not_share_a_block():
    base, first = bind_block(0, [1, 2, 3])
    moved, second = bind_block(base, [1, 2, 3])
    for sock in (*first.values(), *second.values()):
        sock.close()
    assert moved > base


def test_no_room_is_said():
    with pytest.raises(NoFreePortsError):
        bind_block(65_530, [1, 18])


def test_answers_are_not_delayed_by_nagle():
    with bound(0) as reserved:
        assert reserved.proto == socket.IPPROTO_TCP
