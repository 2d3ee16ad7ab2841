"""Many transfers in one thread: a libcurl multi handle on epoll drives any number of them."""

import os
import select
import threading
from collections.abc import Iterator
from time import monotonic
from typing import NamedTuple

import pycurl

_EVENTS = {
    pycurl.POLL_IN: select.EPOLLIN,
    pycurl.POLL_OUT: select.EPOLLOUT,
    pycurl.POLL_INOUT: select.EPOLLIN | select.EPOLLOUT,
}
_BROKEN = select.EPOLLHUP | select.EPOLLERR


class Ended(NamedTuple):
    """A transfer that is over: libcurl's error code (0 for none) and its words."""

    handle: pycurl.Curl
    code: int
    words: str


class Multi:
    """Transfers under way. Not thread-safe but for `wake`."""

    def __init__(self, *, connections: int) -> None:
        self._closing = threading.Lock()
        self._epoll = select.epoll()
        self._known: set[int] = set()
        self._due: float | None = None
        self._bell = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._epoll.register(self._bell, select.EPOLLIN)
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_SOCKETFUNCTION, self._watch)
        self._multi.setopt(pycurl.M_TIMERFUNCTION, self._alarm)
        self._multi.setopt(pycurl.M_MAXCONNECTS, connections)

    def add(self, handle: pycurl.Curl) -> None:
        """Start the transfer that `handle` describes, at the next turn."""
        self._multi.add_handle(handle)

    def remove(self, handle: pycurl.Curl) -> None:
        """Stop a transfer that has not ended."""
        self._multi.remove_handle(handle)

    def wake(self) -> None:
        """End a turn that is waiting; from any thread, even when all is closed."""
        with self._closing:
            if not self._epoll.closed:
                os.eventfd_write(self._bell, 1)

    def turn(self, wait_s: float) -> Iterator[Ended]:
        """Wait at most `wait_s` for something to happen, and give the transfers that are over with it."""
        if self._due is not None:
            wait_s = min(wait_s, max(self._due - monotonic(), 0.0))
        for number, events in self._epoll.poll(wait_s, 256):
            if number == self._bell:
                os.eventfd_read(number)
            else:
                self._multi.socket_action(number, _action(events))
        if self._due is not None and self._due <= monotonic():
            self._due = None
            self._multi.socket_action(pycurl.SOCKET_TIMEOUT, 0)
        return self._ended()

    def close(self) -> None:
        """Let go of everything. Transfers must have ended or been removed."""
        self._multi.close()
        with self._closing:
            self._epoll.close()
            os.close(self._bell)

    def _ended(self) -> Iterator[Ended]:
        left = 1
        while left:
            left, done, failed = self._multi.info_read()
            for handle in done:
                self._multi.remove_handle(handle)
                yield Ended(handle, 0, "")
            for handle, code, words in failed:
                self._multi.remove_handle(handle)
                yield Ended(handle, code, words)

    def _watch(self, what: int, number: int, _multi: object, _data: object) -> None:
        if what == pycurl.POLL_REMOVE:
            self._known.discard(number)
            try:
                self._epoll.unregister(number)
            except (OSError, ValueError):
                return  # closed already, and so forgotten by the system
        elif number in self._known:
            self._epoll.modify(number, _EVENTS[what])
        else:
            self._epoll.register(number, _EVENTS[what])
            self._known.add(number)

    def _alarm(self, milliseconds: int) -> None:
        self._due = None if milliseconds < 0 else monotonic() + milliseconds / 1000


def _action(events: int) -> int:
    return (
        (pycurl.CSELECT_IN if events & select.EPOLLIN else 0)
        | (pycurl.CSELECT_OUT if events & select.EPOLLOUT else 0)
        | (pycurl.CSELECT_ERR if events & _BROKEN else 0)
    )
