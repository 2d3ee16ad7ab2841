"""A checker that is busy itself does not call a site slow."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from checks.fetch import Limits
from checks.probe.handle import GRAIN_MS, late_ms, times_of
from checks.probe.loop import Prober

BUSY_S = 1.0


class Quick:
    """A site that answers after a moment: when it was `asked`, and when it had `answered`."""

    def __init__(self, listening: socket.socket) -> None:
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        self.asked, self.answered = threading.Event(), threading.Event()
        threading.Thread(target=self._serve, args=(listening,), daemon=True).start()

    def _serve(self, listening: socket.socket) -> None:
        connection, _ = listening.accept()
        connection.recv(65_536)
        self.asked.set()
        time.sleep(0.3)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 3\r\n\r\nyes")
        connection.close()
        self.answered.set()


@pytest.fixture
def quick() -> Iterator[Quick]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield Quick(listening)


def test_an_answer_that_lay_unread_is_not_called_late(quick: Quick):
    prober = Prober[int](Limits(timeout_s=60, allowed_private=("127.0.0.1",)))
    began = time.monotonic()
    prober.start(1, quick.url)
    while not quick.asked.wait(0.01):
        assert not prober.turn(0.01)
    assert quick.answered.wait(60)
    # However long a busy machine took to answer, the answer lay there from now on.
    most_ms = (time.monotonic() - began) * 1000 + 5 * GRAIN_MS
    time.sleep(BUSY_S)
    ended = []
    while not ended:
        ended = prober.turn(1.0)
    prober.close()
    visit = ended[0][1]
    assert visit.status == 200
    assert visit.first_byte_ms is not None
    assert 0 < visit.first_byte_ms < most_ms
    assert visit.total_ms < most_ms + BUSY_S * 500


def test_a_difference_within_the_kernels_own_ticks_says_nothing():
    assert late_ms(100 + GRAIN_MS, 100) == 0
    assert late_ms(150, 100) == 50
    assert late_ms(90, 100) == 0


def test_the_kernel_tells_how_long_an_answer_was_waited_for():
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        socket.create_connection(listening.getsockname()) as ours,
        listening.accept()[0] as theirs,
    ):
        ours.sendall(b"?")
        time.sleep(0.2)
        theirs.sendall(b"!")
        ours.recv(1)
        time.sleep(0.2)
        times = times_of(ours)
    assert times is not None
    assert times.smooth
    assert times.waited > 150
    assert times.round_trip < 1000


def test_what_is_no_connection_tells_nothing():
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as other:
        assert times_of(other) is None
