"""A server that speaks only the national TLS is named as such, and no other that fails a handshake is."""

import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from checks.fetch.outcomes import OUTCOMES
from checks.probe.sweep import probe_all
from core.common.outcome import Failure, Outcome, Target
from core.common.text import t
from core.rules import rule_set
from tests.checks.web import Server, certificate, fetcher, page, sends, serving, tls

ALERT = b"\x15\x03\x01\x00\x02\x02\x28"
TLCP_ALERT = b"\x15\x01\x01\x00\x02\x02\x28"


def hello(version: int, suite: int, *, session: bytes = b"", outer: int | None = None) -> bytes:
    body = version.to_bytes(2, "big") + bytes(32) + bytes([len(session)]) + session
    body += suite.to_bytes(2, "big") + b"\x00"
    message = b"\x02" + len(body).to_bytes(3, "big") + body
    return b"\x16" + (outer or version).to_bytes(2, "big") + len(message).to_bytes(2, "big") + message


def greeted(connection: socket.socket) -> bytes:
    """The whole greeting of the client; the test's server has read none of a handshake."""
    data = b""
    while len(data) < 5 or len(data) < 5 + int.from_bytes(data[3:5], "big"):
        part = connection.recv(4096)
        if not part:
            break
        data += part
    return data


class National(Server):
    """Answers greetings as `choose(version, suites)` says, byte by byte."""

    def __init__(self, choose: Callable[[int, set[int]], bytes]) -> None:
        self.choose = choose
        super().__init__(lambda connection, path: None)

    def _handle(self, connection: socket.socket) -> None:
        with connection:
            data = greeted(connection)
            if data[:1] != b"\x16":
                return
            version, after = int.from_bytes(data[9:11], "big"), 44 + data[43]
            size = int.from_bytes(data[after : after + 2], "big")
            raw = data[after + 2 : after + 2 + size]
            suites = {int.from_bytes(raw[at : at + 2], "big") for at in range(0, size, 2)}
            answer = self.choose(version, suites)
            connection.sendall(answer)
            with suppress(ConnectionError):
                _ = answer and connection.recv(4096)


def tlcp(version: int, suites: set[int]) -> bytes:
    """As TASSL and GmSSL do: its own version number, whoever asks; an alert where nothing is shared."""
    return hello(0x0101, 0xE053) if 0xE053 in suites else TLCP_ALERT


def tlcp_to_anybody(version: int, suites: set[int]) -> bytes:
    return hello(0x0101, 0xE013)


def tlcp_closing(version: int, suites: set[int]) -> bytes:
    return hello(0x0101, 0xE011, session=bytes(32)) if version == 0x0101 else b""


def national_13(version: int, suites: set[int]) -> bytes:
    return hello(0x0303, 0x00C6) if 0x00C6 in suites and 0x1301 not in suites else ALERT


ONLY = [tlcp, tlcp_to_anybody, tlcp_closing, national_13]


def alert(version: int, suites: set[int]) -> bytes:
    return ALERT


def old(version: int, suites: set[int]) -> bytes:
    return hello(0x0301, 0x0005)


def liar(version: int, suites: set[int]) -> bytes:
    """The number of the version alone is no proof: the suite is none of theirs."""
    return hello(0x0101, 0x002F)


def torn(version: int, suites: set[int]) -> bytes:
    return hello(0x0101, 0xE053)[:20]


@pytest.mark.parametrize("choose", ONLY)
def test_a_server_of_the_national_tls_alone_is_named_by_both_clients(choose):
    server = National(choose)
    try:
        client = fetcher(server)
        url = f"https://127.0.0.1:{server.port}/"
        assert client.get(url).failure is Failure.NATIONAL_TLS
        target = Target(1, "示例", url)
        (report,) = probe_all([target], limits=client.limits, rules=rule_set(), concurrency=1)
        assert (report.outcome, report.failure) == (Outcome.PROBLEM, Failure.NATIONAL_TLS)
    finally:
        server.close()
    assert "国密" in t("failure.national-tls.remedy")
    assert "国密" not in t("failure.tls.remedy")


@pytest.mark.parametrize("choose", [alert, old, liar, torn])
def test_any_other_failed_handshake_is_not(choose):
    server = National(choose)
    try:
        failure = fetcher(server, timeout_s=3.0).get(f"https://127.0.0.1:{server.port}/").failure
    finally:
        server.close()
    assert failure is not Failure.NATIONAL_TLS
    assert OUTCOMES[failure] is Outcome.PROBLEM


def test_a_real_server_without_a_suite_in_common_is_not(tmp_path: Path):
    context = tls(certificate(tmp_path))
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("NULL-SHA256:@SECLEVEL=0")
    with serving(sends(page("x")), context) as server:
        assert fetcher(server).get(server.url()).failure is Failure.TLS


def test_a_port_without_tls_and_a_server_that_answers_are_asked_no_more(tmp_path: Path):
    with serving(sends(page("x"))) as plain:
        assert fetcher(plain).get(f"https://127.0.0.1:{plain.port}/").failure is Failure.TLS
    with serving(sends(page("x")), tls(certificate(tmp_path))) as good:
        fetcher(good).get(good.url())
        assert good.connections == 2  # once believed, once not
