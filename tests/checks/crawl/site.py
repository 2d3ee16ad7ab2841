"""Sites for these tests, served over real HTTP on loopback with connections kept."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

Answer = tuple[int, str, bytes]
CONNECTIONS = Path("/proc/net/tcp")
TIME_WAIT, LISTENING = "06", "0A"


class Queueing(ThreadingHTTPServer):
    """Lets more wait than a reader opens at once: a refused one comes again after a second."""

    daemon_threads = True
    request_queue_size = 128


class Site(Queueing):
    """Answers `answer(path)`; remembers what was asked."""

    def __init__(self, answer: Callable[[str], Answer]) -> None:
        self.answer, self.asked = answer, list[str]()
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def left(self) -> bool:
        """Whether nobody is connected any more: what a process asked for before it ended is in `asked`."""
        here = f":{self.server_port:04X}"
        lines = (line.split() for line in CONNECTIONS.read_text().splitlines()[1:])
        return not any(line[1].endswith(here) and line[3] not in (LISTENING, TIME_WAIT) for line in lines)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Site

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        status, kind, body = self.server.answer(self.path)
        if not status:  # no answer at all
            self.close_connection = True
            return
        self.send_response(status)
        self.send_header("Location" if 300 <= status < 400 else "Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def serving(answer: Callable[[str], Answer]) -> Iterator[Site]:
    site = Site(answer)
    threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield site
    finally:
        site.shutdown()
        site.server_close()


def pages(bodies: dict[str, str | bytes | Answer]) -> Callable[[str], Answer]:
    """Answers by path: HTML text, or a whole answer; 404 for any other."""

    def answer(path: str) -> Answer:
        body = bodies.get(path, (404, "text/html", b"none"))
        if isinstance(body, tuple):
            return body
        return 200, "text/html; charset=utf-8", body.encode() if isinstance(body, str) else body

    return answer
