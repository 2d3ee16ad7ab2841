"""Whatever a server does, a visit ends in time, in memory and in redirects."""

import socket
import threading
import time

import pytest

from checks.fetch import Fetcher, Limits
from core.common.outcome import Failure
from tests.checks.web import bomb, fetcher, page, redirects, routes, sends, serving

SHORT = 0.5


class Dripping:
    """Sends `head`, then `rest` byte by byte for a minute; `done` once it was let to send all."""

    def __init__(self, head: bytes, rest: bytes = b"x" * 1200) -> None:
        self.head, self.rest, self.done = head, rest, False

    def __call__(self, connection: socket.socket, path: str) -> None:
        connection.sendall(self.head)
        for number in range(len(self.rest)):
            connection.sendall(self.rest[number : number + 1])
            time.sleep(0.05)
        self.done = True


def test_a_body_that_drips_ends_at_the_time_limit():
    answer = Dripping(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    with serving(answer) as server:
        for limit in (SHORT, 4 * SHORT, 40 * SHORT):
            visit = fetcher(server, timeout_s=limit).get(server.url())
            assert visit.failure is Failure.TIMEOUT
            if visit.body:  # a busy machine had not even begun within the limit
                break
        assert visit.status == 200
        assert 0 < len(visit.body) < 1200
        assert not answer.done


def test_headers_that_drip_end_at_the_time_limit():
    answer = Dripping(b"HTTP/1.1 200 OK\r\nX-Long: ")
    with serving(answer) as server:
        assert fetcher(server, timeout_s=SHORT).get(server.url()).failure is Failure.TIMEOUT
        assert not answer.done


def test_a_handshake_that_drips_ends_at_the_time_limit():
    answer = Dripping(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc")
    with serving(answer) as server:
        visit = fetcher(server, timeout_s=SHORT).get(f"https://127.0.0.1:{server.port}/")
        assert visit.failure is Failure.TIMEOUT
        assert not answer.done


def test_a_handshake_that_never_answers_ends_at_the_time_limit():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        client = Fetcher(Limits(timeout_s=SHORT, allowed_private=("127.0.0.1",)))
        assert client.get(f"https://127.0.0.1:{port}/").failure is Failure.TIMEOUT


def test_silence_ends_at_the_time_limit():
    def nothing(connection: socket.socket, path: str) -> None:
        server.stopped.wait(60)

    with serving(nothing) as server:
        assert fetcher(server, timeout_s=SHORT).get(server.url()).failure is Failure.TIMEOUT


def test_redirects_share_one_time_limit():
    def answer(connection: socket.socket, path: str) -> None:
        time.sleep(0.3)
        connection.sendall(redirects("/" + path.strip("/") + "x"))

    with serving(answer) as server:
        assert fetcher(server, timeout_s=SHORT).get(server.url()).failure is Failure.TIMEOUT


def test_a_name_server_that_hangs_ends_at_the_time_limit(monkeypatch: pytest.MonkeyPatch):
    release = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: release.wait(60) and [])
    visit = Fetcher(Limits(timeout_s=SHORT)).get("http://hangs.example.gov.cn/")
    release.set()
    assert visit.failure is Failure.DNS


def test_a_visit_that_takes_the_limit_exactly_has_failed(monkeypatch: pytest.MonkeyPatch):
    from checks.fetch.deadline import Deadline

    monkeypatch.setattr("checks.fetch.deadline.monotonic", lambda: 100.0)
    deadline = Deadline(15)
    monkeypatch.setattr("checks.fetch.deadline.monotonic", lambda: 114.999)
    assert not deadline.spent()
    monkeypatch.setattr("checks.fetch.deadline.monotonic", lambda: 115.0)
    assert deadline.spent()


def test_an_endless_body_is_cut_and_still_read():
    def answer(connection: socket.socket, path: str) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65_536)

    with serving(answer) as server:
        visit = fetcher(server, max_bytes=100_000).get(server.url())
        assert (visit.failure, visit.truncated, len(visit.body)) == (None, True, 100_000)


def test_a_gzip_bomb_is_cut_after_decompression():
    answer = page(bomb(200), headers=("Content-Encoding: gzip", "Content-Type: text/html"))
    with serving(sends(answer)) as server:
        visit = fetcher(server, max_bytes=100_000).get(server.url())
        assert (visit.failure, visit.truncated, len(visit.body)) == (None, True, 100_000)


def test_the_endless_body_of_a_redirect_is_not_read():
    def answer(connection: socket.socket, path: str) -> None:
        if path == "/there":
            return connection.sendall(page("there"))
        connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: /there\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65_536)

    with serving(answer) as server:
        assert fetcher(server).get(server.url()).text == "there"


def test_a_hundred_redirects_are_not_followed():
    def answer(connection: socket.socket, path: str) -> None:
        connection.sendall(redirects(f"/{int(path.strip('/') or 0) + 1}"))

    with serving(answer) as server:
        visit = fetcher(server, max_redirects=5).get(server.url())
        assert visit.failure is Failure.REDIRECTS
        assert server.asked == ["/", "/1", "/2", "/3", "/4", "/5"]


def test_as_many_redirects_as_allowed_are_followed():
    answers = {"/": redirects("/1"), "/1": redirects("/2"), "/2": page("end")}
    with serving(routes(answers)) as server:
        visit = fetcher(server, max_redirects=2).get(server.url())
        assert (visit.text, visit.final_url) == ("end", server.url("/2"))
        assert visit.redirects == (server.url("/"), server.url("/1"))


def test_redirects_in_a_circle_are_noticed():
    with serving(routes({"/": redirects("/a"), "/a": redirects("/")})) as server:
        visit = fetcher(server, max_redirects=50).get(server.url())
        assert visit.failure is Failure.REDIRECTS
        assert len(server.asked) == 3


def test_a_redirect_to_itself_that_sets_a_cookie_is_no_circle():
    def answer(connection: socket.socket, path: str) -> None:
        if "seen=1" in server.heads[-1]:
            return connection.sendall(page("welcome"))
        return connection.sendall(page("", status="302 Found", headers=("Location: /", "Set-Cookie: seen=1")))

    with serving(answer) as server:
        assert fetcher(server).get(server.url()).text == "welcome"


def test_a_cookie_is_not_carried_into_the_next_visit():
    answer = page("hello", headers=("Set-Cookie: seen=1", "Content-Type: text/html"))
    with serving(sends(answer)) as server:
        client = fetcher(server)
        client.get(server.url())
        client.get(server.url())
        assert not any("seen=1" in head for head in server.heads)


def test_a_kept_connection_is_not_used_again():
    """A server that ignores `Connection: close` would otherwise be seen alive after its listener died."""

    def answer(connection: socket.socket, path: str) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        while connection.recv(4096):
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    with serving(answer) as server:
        client = fetcher(server)
        assert [client.get(server.url()).peer for _ in range(3)] == ["127.0.0.1"] * 3
        assert server.connections == 3


@pytest.mark.parametrize(
    "head", [b"X-Big: " + b"x" * 100_000_000, b"X: y\r\n" * 50_000], ids=["line", "lines"]
)
def test_huge_headers_are_refused(head: bytes):
    with serving(sends(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n\r\n")) as server:
        assert fetcher(server).get(server.url()).failure is Failure.PROTOCOL
