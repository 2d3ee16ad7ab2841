"""The processes that read whole sites, seen from the checker: started, listened to, stopped."""

import json
import logging
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any

from checks.crawl.watched import FILE, Watch
from checks.sandbox.limits import SandboxLimits
from core.common.settings import ROOT
from core.monitoring.crawling import CrawlProgress
from db.models import RobotsUse

log = logging.getLogger(__name__)
ENDS_WITHIN_S = 15.0
COMMAND = (sys.executable, "-m", "checks.crawl.child")
_PROGRESS = tuple(field.name for field in fields(CrawlProgress))


class Reading:
    """One process at work. `progress`: how far it is; `ended`: how it ended, None while it works or when it
    died without a word; `folder`: where everything is kept."""

    def __init__(self, job: dict[str, Any], page: SandboxLimits) -> None:
        self.folder = Path(job["folder"])
        self.folder.mkdir(parents=True, exist_ok=True)
        self.progress: CrawlProgress | None = None
        self.ended: dict[str, Any] | None = None
        self._watch = Watch(self.folder / FILE, page)
        self._process = subprocess.Popen(  # noqa: S603
            COMMAND, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        with suppress(OSError):  # died at once: nobody listens
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps(job) + "\n")
            self._process.stdin.flush()

    @property
    def over(self) -> bool:
        """Whether the process has ended and everything it said is here."""
        return self._process.poll() is not None and not self._listener.is_alive()

    @property
    def suspect(self) -> int:
        """The number of the page it was taking apart when it died; 0 for none."""
        return self._watch.number if self.over and self.ended is None else 0

    def keep_to_limits(self) -> None:
        """Kill the process when the page it is taking apart costs too much."""
        why = "" if self.over else self._watch.broken(self._process.pid)
        if why:
            log.warning("the process that reads into %s was killed: its page %s", self.folder.name, why)
            self._process.kill()

    def stop(self) -> None:
        """Ask it to keep what it has and end: it does within a second or so, or is killed. What was not kept
        then is read again."""
        with suppress(OSError):
            if self._process.stdin is not None and not self._process.stdin.closed:
                self._process.stdin.close()
                threading.Thread(target=self._end, daemon=True).start()

    def _end(self) -> None:
        try:
            self._process.wait(ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            log.warning("the process that reads into %s did not end and was killed", self.folder.name)
            self._process.kill()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with suppress(ValueError):
                self._hear(json.loads(line))

    def _hear(self, facts: dict[str, Any]) -> None:
        if "end" in facts:
            self.ended = facts
            return
        known = {name: facts[name] for name in _PROGRESS if name in facts}
        robots = known.pop("robots", None)
        self.progress = CrawlProgress(**known, robots=RobotsUse(robots) if robots else None)
