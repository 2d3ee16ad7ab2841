"""Which Chromium there is on this machine, and how it is started."""

import ctypes
import os
import resource
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge-stable")
# Root may not have a sandbox of the browser's own: it is started as this account, never without sandbox.
POWERLESS = "nobody"
_DIE_WITH_PARENT, _LIBC = 1, ctypes.CDLL(None)
_FILE_MB, _CPU_S = 64, 120

FLAGS = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-gpu",
    "--hide-scrollbars",
    "--mute-audio",
    "--incognito",
    "--lang=zh-CN",
    "--accept-lang=zh-CN,zh",
    "--force-color-profile=srgb",
    "--disable-dev-shm-usage",
    # Behind a certificate that is not believed a page is read on purpose, as by a visit.
    "--ignore-certificate-errors",
    # Nothing of its own: no updates, reports, lists, translations, suggestions.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-component-extensions-with-background-pages",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--disable-breakpad",
    "--disable-crash-reporter",
    "--disable-domain-reliability",
    "--disable-client-side-phishing-detection",
    "--disable-features=IsolateOrigins,site-per-process,Translate,MediaRouter,OptimizationHints,AutofillServerCommunication,"
    "CertificateTransparencyComponentUpdater,DialMediaRouteProvider,InterestFeedContentSuggestions,NetworkPrediction",
    "--metrics-recording-only",
    "--no-pings",
    # No way past the proxy: no name is looked up, no loopback, no QUIC, no UDP of WebRTC.
    "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    # Frames of other sites in the page's own process: what they ask for is heard like the page's own.
    "--disable-site-isolation-trials",
    "--disable-quic",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
)


def found(chosen: Path | None = None) -> str | None:
    """The program, `chosen` or the first known one of this machine; None where there is none."""
    if chosen is not None:
        return str(chosen) if os.access(chosen, os.X_OK) and chosen.is_file() else None
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def start(
    executable: str, profile: str, port: int, size: tuple[int, int], account: str | None
) -> tuple["subprocess.Popen[bytes]", int, int]:
    """The browser, and the ends of the pipes on which it answers and listens."""
    listens, we_write = os.pipe()
    we_read, answers = os.pipe()
    process = subprocess.Popen(  # noqa: S603
        (
            *(executable, *FLAGS),
            *(f"--user-data-dir={profile}", f"--proxy-server=http://127.0.0.1:{port}"),
            *(f"--window-size={size[0]},{size[1]}", "about:blank"),
        ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={"HOME": profile, "TMPDIR": profile, "PATH": os.environ.get("PATH", ""), "TZ": "Asia/Shanghai"},
        close_fds=False,
        user=account,
        preexec_fn=_prepared(listens, answers),
    )
    os.close(listens)
    os.close(answers)
    return process, we_read, we_write


def die_with_parent() -> None:
    """Have the system kill this process when the one that started it is gone (Linux)."""
    _LIBC.prctl(_DIE_WITH_PARENT, signal.SIGKILL)


def _prepared(listens: int, answers: int) -> Callable[[], None]:
    """What the new process does before it becomes the browser: its pipes as 3 and 4, its limits, and to die
    with whoever started it."""

    def prepare() -> None:
        high = (os.dup(listens), os.dup(answers))
        os.dup2(high[0], 3)
        os.dup2(high[1], 4)
        for number in {listens, answers, *high} - {3, 4}:
            os.close(number)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (_CPU_S, _CPU_S))
        resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE_MB << 20, _FILE_MB << 20))
        die_with_parent()

    return prepare
