"""Servers for benchmarks, each a process of its own: a site made by rule, nginx, a set of slow targets."""

import asyncio
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from tests.benchmarks.site import BigSite

ROOT = Path(__file__).parents[2]
NEVER, REFUSED = -1, -2
_TOOK: dict[str, float] = {}  # milliseconds from question to answer, by the address that was asked


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def generated(site: BigSite, delay_ms: int = 0) -> Iterator[str]:
    """`site` served from rules by an asyncio process, on every address of 127.0.0.0/8; yields its address.
    Every answer waits for `delay_ms`."""
    with _process("generated", str(site.articles), str(site.dead), str(delay_ms)) as port:
        yield f"http://127.0.0.1:{port}/"


@contextmanager
def slow_demo() -> Iterator[int]:
    """A process that answers `/<milliseconds>` after that long, and never `/-1`; yields its port, which
    answers on every address of 127.0.0.0/8. `/reported` gives what each address really took, as JSON."""
    with _process("slow") as port:
        yield port


@contextmanager
def nginx(root: Path, folder: Path, *, everywhere: bool = False) -> Iterator[str]:
    """nginx on the files of `root`; yields its address. None is started when it is not installed.
    `everywhere`: on every address of 127.0.0.0/8, as many sites."""
    port = _free_port()
    user = "user root; " if os.geteuid() == 0 else ""  # pytest's folders are for their owner only
    (folder / "nginx.conf").write_text(
        f"{user}daemon off; worker_processes 1; worker_rlimit_nofile 65536; pid {folder}/nginx.pid;"
        f"error_log {folder}/error.log; events {{ worker_connections 4096; }}"
        "http { access_log off; sendfile on; keepalive_requests 100000000;"
        "types { text/html html; text/css css; image/png png; application/pdf pdf; }"
        f"client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;"
        f"uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;"
        f"server {{ listen {'' if everywhere else '127.0.0.1:'}{port} backlog=4096; root {root}; }} }}"
    )
    process = subprocess.Popen([str(shutil.which("nginx")), "-c", str(folder / "nginx.conf")])
    try:
        _wait(port)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait()


@contextmanager
def _process(*words: str) -> Iterator[int]:
    port = _free_port()
    command = [sys.executable, "-m", "tests.benchmarks.web", str(port), *words]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    try:
        _wait(port)
        yield port
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def _wait(port: int) -> None:
    for _ in range(400):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(f"nothing listens on port {port}")


class _Web(asyncio.Protocol):
    """HTTP/1.1 with kept connections; `site` None for the slow targets."""

    def __init__(self, site: BigSite | None, delay_s: float = 0.0) -> None:
        self._site, self._delay_s, self._rest = site, delay_s, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        *heads, self._rest = (self._rest + data).split(b"\r\n\r\n")
        for head in heads:
            path = head.split(b" ", 2)[1].decode("latin-1")
            loop = asyncio.get_running_loop()
            if self._site and self._delay_s:
                loop.call_later(self._delay_s, self._send, *_answer(self._site, path))
            elif self._site:
                self._send(*self._site.answer(path))
            elif path == "/reported":
                self._send(200, "application/json", json.dumps(_TOOK).encode())
            elif int(path[1:]) != NEVER:
                loop.call_later(int(path[1:]) / 1000, self._send_late, loop.time() - self._unread_s())

    def _unread_s(self) -> float:
        """How long the question lay in the kernel before this process came to it (`tcpi_last_data_recv`)."""
        reported = self._transport.get_extra_info("socket").getsockopt(
            socket.IPPROTO_TCP, socket.TCP_INFO, 56
        )
        return struct.unpack_from("=I", reported, 52)[0] / 1000

    def _send_late(self, asked: float) -> None:
        self._send(200, "text/html", b"<p>" + b"x" * 4000)
        took = asyncio.get_running_loop().time() - asked
        _TOOK[self._transport.get_extra_info("sockname")[0]] = took * 1000

    def _send(self, status: int, kind: str, body: bytes) -> None:
        head = f"HTTP/1.1 {status} x\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        self._transport.write(head.encode() + body)


@lru_cache(maxsize=256)
def _answer(site: BigSite, path: str) -> tuple[int, str, bytes]:
    """Small sites that many readers ask for are made once."""
    return site.answer(path)


async def _serve(port: int, site: BigSite | None, delay_ms: int = 0) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Web(site, delay_ms / 1000), "0.0.0.0", port, backlog=4096)
    await server.serve_forever()


if __name__ == "__main__":
    _, number, kind, *more = sys.argv
    if kind == "generated":
        asyncio.run(_serve(int(number), BigSite(int(more[0]), int(more[1])), int(more[2])))
    else:
        asyncio.run(_serve(int(number), None))
