"""Real servers on loopback that receive messages: one speaks SMTP, one takes JSON."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Hook(ThreadingHTTPServer):
    """Keeps what was posted and answers with `status`; while `hold` is set it answers nothing."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, status: int) -> None:
        super().__init__(("127.0.0.1", 0), _Post)
        self.status = status
        self.got: list[dict[str, Any]] = []
        self.arrived, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Post(BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.got.append(json.loads(body))
        self.server.arrived.set()
        self.server.go_on.wait(300)
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        pass


class Mailbox(socketserver.ThreadingTCPServer):
    """A mail server that keeps what it is given, or refuses every recipient with `refuse`."""

    daemon_threads = True
    request_queue_size = 128
    allow_reuse_address = True

    def __init__(self, refuse: str) -> None:
        super().__init__(("127.0.0.1", 0), _Smtp)
        self.refuse = refuse
        self.got: list[str] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Smtp(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        self._say("220 mailbox")
        while line := self.rfile.readline():
            word = line.decode().split(" ", 1)[0].strip().upper()
            if word == "QUIT":
                self._say("221 bye")
                return
            if word == "RCPT" and self.server.refuse:
                self._say(self.server.refuse)
            elif word == "DATA":
                self._say("354 go on")
                self.server.got.append(self._letter())
                self._say("250 kept")
            else:
                self._say("250 ok")

    def _letter(self) -> str:
        lines = []
        while (line := self.rfile.readline().decode()).rstrip("\r\n") != ".":
            lines.append(line)
        return "".join(lines)

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


@contextmanager
def a_hook(status: int = 200) -> Iterator[Hook]:
    with _served(Hook(status)) as server:
        yield server


@contextmanager
def a_mailbox(refuse: str = "") -> Iterator[Mailbox]:
    with _served(Mailbox(refuse)) as server:
        yield server


@contextmanager
def _served(server: Any) -> Iterator[Any]:
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        getattr(server, "go_on", threading.Event()).set()
        server.shutdown()
        server.server_close()
