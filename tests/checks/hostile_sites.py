"""Servers made to hold up or exhaust a checker. `python -m tests.checks.hostile_sites` makes every check of
each of them, one after the other in one process, and last of a healthy site."""

import json
import socket
import sys
from contextlib import ExitStack, suppress
from pathlib import Path
from time import monotonic, sleep

from checks.fetch import Limits
from checks.rules import availability
from checks.work import Reading, Work, perform, read_site, wanted
from core.common.outcome import Report, Target
from core.rules import rule_set
from tests.checks.web import Answer, bomb, page, redirects, sends, serving

TIMEOUT_S = 2.0
HTML = "Content-Type: text/html; charset=utf-8"
HEAD = f"HTTP/1.1 200 OK\r\n{HTML}\r\n\r\n".encode()
DEEP = b"<div>" * 1000 + "全区工作会议".encode()
LONG = b"<p>" + "全区工作会议".encode() * 2_800_000


def endless(piece: bytes, pause_s: float = 0.0) -> Answer:
    """A page that goes on until the visitor leaves, or for a minute."""

    def answer(connection: socket.socket, path: str) -> None:
        end = monotonic() + 60
        with suppress(OSError):
            connection.sendall(HEAD)
            while monotonic() < end:
                connection.sendall(piece)
                sleep(pause_s)

    return answer


def onward(connection: socket.socket, path: str) -> None:
    """A hundred redirects, one after the other."""
    number = int(path.rpartition("/")[2] or 0)
    connection.sendall(redirects(f"/{number + 1}") if number < 100 else page("<p>首页</p>"))


SITES: dict[str, tuple[Answer, str]] = {
    "endless body": (endless(b"<p>" + b"x" * 60_000), "ok"),
    "one byte a second": (endless(b"x", 1.0), "timeout"),
    "gzip bomb": (sends(page(bomb(200), headers=(HTML, "Content-Encoding: gzip"))), "ok"),
    "a hundred redirects": (onward, "redirects"),
    "redirect to this machine": (sends(redirects("http://127.0.0.1:22/")), "guarded"),
    "redirect to a file": (sends(redirects("file:///etc/passwd")), "guarded"),
    "redirect to cloud secrets": (sends(redirects("http://169.254.169.254/latest/")), "guarded"),
    "hundred megabytes of header": (sends(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000_000), "protocol"),
    "wrong length": (sends(f"HTTP/1.1 200 OK\r\n{HTML}\r\nContent-Length: 9\r\n\r\n<p>x".encode()), "ok"),
    "http 0.9": (sends(b"<html>hello</html>\n"), "protocol"),
    "closed at once": (sends(b""), "reset"),
    "a thousand deep": (sends(page(DEEP)), "ok"),
    "fifty megabytes in one line": (sends(page(LONG)), "ok"),
    "no encoding": (sends(page(b"<title>\xff\xfe\x81</title>" + b"\xff\x81\xc3\x28" * 100_000)), "ok"),
    "healthy": (sends(page("<title>示例网</title><p>首页</p>")), "ok"),
}


def broken_tls(connection: socket.socket, path: str) -> None:
    connection.sendall(b"\x16\x03\x01\x00\x02nonsense")


def main() -> int:
    """Print a line of JSON for each site: how every check ended, and the most memory used so far."""
    rules = rule_set()
    rules = rules.model_copy(
        update={"availability": rules.availability.model_copy(update={"timeout_s": TIMEOUT_S})}
    )
    with ExitStack() as stack:
        for name, (answer, _) in [("broken tls", (broken_tls, "tls")), *SITES.items()]:
            server = stack.enter_context(serving(answer))
            scheme = "https" if name == "broken tls" else "http"
            target = Target(7, name, f"{scheme}://127.0.0.1:{server.port}/")
            limits = Limits(timeout_s=TIMEOUT_S, allowed_private=(f"127.0.0.1:{server.port}",))
            began = monotonic()
            first = perform(Work(availability.NAME, target, limits), rules)
            others = read_site(Reading(wanted(rules), target, limits), rules)
            _say(name, first, others, monotonic() - began)
    return 0


def _peak_mb() -> int:
    """The most this process took. `ru_maxrss` would count what the tests took before they began it."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) // 1024


def _say(name: str, first: Report, others: tuple[Report, ...], seconds: float) -> None:
    reported: dict[str, object] = {
        "name": name,
        "first": first.failure or first.outcome,
        "outcomes": {report.check: report.outcome for report in others},
        "faults_of_ours": [report.check for report in others if report.failure == "checker"],
        "seconds": round(seconds, 1),
        "mb": _peak_mb(),
    }
    sys.stdout.write(json.dumps(reported) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
