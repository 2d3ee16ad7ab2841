"""Everything in this folder that visits through a `Fetcher` visits through the probe loop instead."""

import threading
from contextlib import closing

import pytest

from checks.fetch import Fetcher, Visit
from checks.probe.beside import BESIDE
from checks.probe.loop import Prober

_real = Fetcher.get


def probed(self: Fetcher, url: str, *, timeout_s: float | None = None) -> Visit:
    """What `Fetcher.get` gives, by way of libcurl; the loop's own second opinion still asks the real one."""
    if threading.current_thread().name == BESIDE:
        return _real(self, url, timeout_s=timeout_s)
    with closing(Prober[None](self.limits)) as prober:
        prober.start(None, url, timeout_s=timeout_s)
        while True:
            for _, visit in prober.turn(0.5):
                return visit


@pytest.fixture
def through_libcurl(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Fetcher, "get", probed)
