"""One reading of a whole site in a process of its own: `python -m checks.crawl.child`.

It has no database. The job comes as one line of JSON; while the pipe it came through stays open and silent,
it reads. Whatever ends the checker closes the pipe, and the child stops with everything kept on disk. How
far it is goes to standard output, a line of JSON a second; the last line says how it ended."""

import json
import os
import resource
import sys
import threading
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

from checks.fetch.address import BadAddress
from core.common import clock

from .crawl import DEAD, Crawl
from .garbage import seldom
from .order import limits_of
from .progress import Progress
from .result import read_result, write_result
from .store import CrawlRuns, NotThisCrawl, Store

_WAITS_S, _FREE_WITHIN_S = 0.2, 30.0


@dataclass
class Child:
    """One reading. `stop` is set when it is to keep what it has and end."""

    job: dict[str, Any]
    stop: Event
    crawl: Crawl | None = None
    stage: str = "reading"
    last: Progress = field(default_factory=lambda: Progress(0, 0, 0.0))
    spent: float = 0.0
    said_at: float = 0.0

    @property
    def folder(self) -> Path:
        return Path(self.job["folder"])

    def run(self) -> str:
        """Read, look again, write the result; how it ended: done, stopped, down, or failed with a reason."""
        if not self._read():
            return self._why()
        for look in range(int(self.job["looks"])):
            if not self._look_again(look):
                continue
            if not self._read():
                return self._why()
        self.stage = "result"
        self._tell(self.last, always=True)
        write_result(self.folder, sure=float(self.job["sure"]))
        error = read_result(self.folder)["error"]
        return f"failed {error}" if error else "done"

    def halt(self) -> None:
        """End soon; from any thread."""
        self.stop.set()
        if self.crawl is not None:
            self.crawl.cancel.set()

    def _read(self) -> bool:
        self.crawl = self._opened()
        if self.stop.is_set():
            self.crawl.cancel.set()
        done = self.crawl.run(self._tell)
        self.spent += self.last.seconds
        self.last = Progress(self.last.read, self.last.known, 0.0, dead=self.last.dead)
        return done

    def _opened(self) -> Crawl:
        """The crawl; one whose last process has not let go of it yet is waited for."""
        limit = monotonic() + _FREE_WITHIN_S
        while True:
            try:
                return Crawl(self.job["url"], self.folder, limits_of(self.job))
            except CrawlRuns:
                if monotonic() > limit or self.stop.wait(_WAITS_S):
                    raise

    def _why(self) -> str:
        if self.crawl is not None and self.crawl.down:
            return "down"
        return "stopped" if self.stop.is_set() else "failed full"

    def _look_again(self, look: int) -> bool:
        """Make what failed unread again, once for every look and after a while; False when there is none."""
        with closing(Store(self.folder, writing=True)) as store:
            if int(store.about({}).get("looked", 0)) > look:
                return True
            numbers = [n for n in store.failed(DEAD) if self.crawl is None or n != self.crawl.map.number]
        if numbers:
            self.stage = "again"
            self._wait(float(self.job["apart_s"]))
            if self.stop.is_set():
                return True
        with closing(Store(self.folder, writing=True)) as store:
            store.forget(numbers)
            store.note("looked", look + 1)
        return bool(numbers)

    def _wait(self, seconds: float) -> None:
        until = monotonic() + seconds
        while not self.stop.is_set() and monotonic() < until:
            self._tell(self.last)
            self.stop.wait(_WAITS_S)

    def _tell(self, progress: Progress, *, always: bool = False) -> None:
        self.last = progress
        now = monotonic()
        if always or now - self.said_at >= float(self.job["progress_s"]):
            self.said_at = now
            _say(
                stage=self.stage,
                read=progress.read,
                known=progress.known,
                dead=progress.dead,
                rate=progress.rate,
                seconds=round(float(self.job["seconds"]) + self.spent + progress.seconds, 1),
                memory_mb=_memory_mb(self._pids()),
                robots=self._robots(),
            )

    def _pids(self) -> list[int]:
        return [os.getpid(), *(self.crawl.helpers if self.crawl is not None else ())]

    def _robots(self) -> str:
        if not self.job["robots"]:
            return "ignored"
        return "obeyed" if self.crawl is not None and self.crawl.has_robots else "none"


def main() -> int:
    """Do the job that comes in; 0 also when it was stopped."""
    child = Child(json.loads(sys.stdin.readline()), Event())
    threading.Thread(target=_listen, args=(child,), daemon=True).start()
    try:
        with seldom():
            end = child.run()
    except BadAddress:
        end = "failed address"
    except NotThisCrawl:
        end = "failed changed"
    except CrawlRuns:
        end = "stopped"
    child._tell(child.last, always=True)
    _say(end=end.partition(" ")[0], error=end.partition(" ")[2], at=clock.now().isoformat())
    return 0


def _listen(child: Child) -> None:
    sys.stdin.readline()  # a word, or nothing any more: either way it is time to end
    child.halt()


def _memory_mb(pids: Iterable[int]) -> float:
    """The most that these processes took. `ru_maxrss` would count what the checker took before they began."""
    return round(sum(map(_peak_kb, pids)) / 1024, 1)


def _peak_kb(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:  # ended meanwhile, or no Linux
        own = pid == os.getpid()
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss if own else 0
    peak = next((line for line in status.splitlines() if line.startswith("VmHWM")), "VmHWM: 0 kB")
    return int(peak.split()[1])


def _say(**facts: Any) -> None:
    try:
        sys.stdout.write(json.dumps(facts) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # The checker was killed: nobody listens, and the other pipe says the same.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
