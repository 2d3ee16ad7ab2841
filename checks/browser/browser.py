"""A browser seen from the one that asks: started for one page, watched, killed with its children."""

import base64
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from pwd import getpwnam
from threading import BoundedSemaphore
from time import monotonic, sleep
from typing import Any

from checks.fetch import Limits
from checks.sandbox.usage import own_memory_mb, session_of
from core.common.settings import ROOT, settings

from .chromium import POWERLESS, found
from .limits import BrowserLimits, Order, Rendered

log = logging.getLogger(__name__)
PROFILE = "supervision-browser-"
_GLANCE_S = 0.1
# The process that starts and ends the browser needs some time around the page's own.
_AROUND_S = 5.0
_MOST_HTML = 4_000_000


class Browser:
    """Reads pages by the Chromium `executable`, so many at once. Used by any number of threads."""

    def __init__(self, executable: str, limits: BrowserLimits, *, at_once: int = 1) -> None:
        self.executable, self.limits = executable, limits
        self._places = BoundedSemaphore(at_once)

    def read(self, address: str, visits: Limits, marks: tuple[str, ...] = ()) -> Rendered | None:
        """The page at `address` as it stands once its scripts have run; None when nothing came of it.

        `visits` says which private addresses are allowed and who asks."""
        folders = tempfile.TemporaryDirectory(prefix=PROFILE, ignore_cleanup_errors=True)
        with self._places, folders as folder:
            account = POWERLESS if os.geteuid() == 0 else None
            if account:
                owner = getpwnam(account)
                os.chown(folder, owner.pw_uid, owner.pw_gid)
            order = Order(
                address=address,
                executable=self.executable,
                profile=folder,
                limits=self.limits,
                user_agent=visits.user_agent,
                allowed_private=visits.allowed_private,
                marks=marks,
                account=account,
            )
            said = self._asked(order, Path(folder))
        if "trouble" in said:
            log.warning("browser, %s: %s", address, said["trouble"])
            return None
        return Rendered(
            address=said["address"],
            status=said["status"],
            html=said["html"][:_MOST_HTML],
            picture=base64.b64decode(said["picture"]),
            settled=said["settled"],
            requests=said["requests"],
            refused=said["refused"],
            marked=said["marked"],
        )

    def _asked(self, order: Order, folder: Path) -> dict[str, Any]:
        """What the process said, or its trouble."""
        # The settings hold secrets, and the process needs none of them.
        bare = {name: value for name, value in os.environ.items() if not name.startswith("SUPERVISION_")}
        with tempfile.TemporaryFile() as answer:
            process = subprocess.Popen(
                (sys.executable, "-m", "checks.browser.worker"),
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                env=bare,
                start_new_session=True,
            )
            trouble = ""
            try:
                assert process.stdin is not None
                with suppress(BrokenPipeError), process.stdin:
                    process.stdin.write(json.dumps(order.as_json()).encode())
                trouble = self._watched(process)
            finally:
                end_session(process)
            if trouble:
                return {"trouble": trouble}
            answer.seek(0)
            try:
                said: dict[str, Any] = json.loads(answer.read())
            except ValueError:
                return {"trouble": f"ended without an answer ({process.returncode})"}
            return said

    def _watched(self, process: "subprocess.Popen[bytes]") -> str:
        """Wait for the end within the limits; the trouble, if there was one."""
        until = monotonic() + self.limits.seconds + _AROUND_S
        while process.poll() is None:
            if monotonic() > until:
                return f"took over {self.limits.seconds:g} s"
            if sum(map(own_memory_mb, session_of(process.pid))) > self.limits.memory_mb:
                return f"needed over {self.limits.memory_mb} MB"
            sleep(_GLANCE_S)
        return ""


def end_session(process: "subprocess.Popen[bytes]") -> None:
    """Kill a process with everything of its session, and wait for it."""
    for _ in range(50):
        left = [pid for pid in session_of(process.pid) if pid != process.pid or process.poll() is None]
        if not left:
            break
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        sleep(0.02)
    process.wait()


@lru_cache(maxsize=1)
def browser() -> Browser | None:
    """The browser of this process, as the settings want it; None when it is off or there is none."""
    chosen = settings()
    if chosen.browser == "off":
        return None
    executable = found(chosen.browser_path)
    if executable is None:
        log.warning("SUPERVISION_BROWSER is on, and no Chromium was found")
        return None
    return Browser(executable, BrowserLimits(chosen.browser_s, chosen.browser_memory_mb))
