"""Every way a visit can fail has one name; a firewall is never a broken site."""

import errno
import socket
import ssl
from pathlib import Path
from pkgutil import resolve_name

import pytest

from checks.fetch import Fetcher, Limits
from checks.fetch.classify import TABLE, Undecodable, of_exception
from core.common.outcome import Failure
from tests.checks.web import PATIENCE_S, certificate, fetcher, page, refusing, sends, serving, tls

CHALLENGE = (
    "<html><head><title>Just a moment...</title></head>"
    "<body><script src='/cdn-cgi/challenge-platform/h/b'></script></body></html>"
)


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        ("200 OK", None),
        ("204 No Content", None),
        ("401 Unauthorized", Failure.FIREWALL),
        ("403 Forbidden", Failure.FIREWALL),
        ("412 Precondition Failed", Failure.FIREWALL),
        ("429 Too Many Requests", Failure.FIREWALL),
        ("404 Not Found", Failure.CLIENT_ERROR),
        ("410 Gone", Failure.CLIENT_ERROR),
        ("500 Internal Server Error", Failure.SERVER_ERROR),
        ("502 Bad Gateway", Failure.SERVER_ERROR),
        ("599 Odd", Failure.SERVER_ERROR),
        ("302 Found", Failure.REDIRECTS),
        ("304 Not Modified", Failure.REDIRECTS),
    ],
)
def test_a_status_has_its_failure(status: str, failure: Failure | None):
    with serving(sends(page("hello", status=status))) as server:
        visit = fetcher(server).get(server.url())
        assert (visit.failure, visit.status) == (failure, int(status[:3]))


@pytest.mark.parametrize("status", ["200 OK", "403 Forbidden", "503 Service Unavailable", "521 Origin Down"])
def test_a_challenge_is_a_firewall_whatever_its_status(status: str):
    with serving(sends(page(CHALLENGE, status=status))) as server:
        visit = fetcher(server).get(server.url())
        assert (visit.failure, visit.detail) == (Failure.FIREWALL, "Cloudflare")


@pytest.mark.parametrize("charset", ["utf-8", "gbk"])
def test_a_firewall_page_is_known_in_either_charset(charset: str):
    body = "<html><body><h1>您的访问请求被拦截</h1></body></html>".encode(charset)
    with serving(sends(page(body, headers=(f"Content-Type: text/html; charset={charset}",)))) as server:
        assert fetcher(server).get(server.url()).failure is Failure.FIREWALL


def test_a_long_page_that_mentions_a_firewall_is_the_sites_own():
    body = (
        "<p>关于“您的访问请求被拦截”问题的说明</p>" + "<p>各镇人民政府、街道办事处，区政府各部门：</p>" * 100
    )
    with serving(sends(page(body))) as server:
        assert fetcher(server).get(server.url()).failure is None


def test_a_refused_port_is_refused():
    client = Fetcher(Limits(timeout_s=PATIENCE_S, allowed_private=("127.0.0.1",)))
    with refusing() as port:
        assert client.get(f"http://127.0.0.1:{port}/").failure is Failure.REFUSED


def test_a_name_that_does_not_exist_is_dns(monkeypatch: pytest.MonkeyPatch):
    def look_up(*_: object) -> list[object]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    visit = Fetcher(Limits(timeout_s=PATIENCE_S)).get("http://gone.example.gov.cn/")
    assert (visit.failure, visit.detail) == (Failure.DNS, "name or service not known")


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (b"", Failure.RESET),
        (b"hello, this is HTTP/0.9\n", Failure.PROTOCOL),
        (b"SSH-2.0-OpenSSH_9.2\r\n", Failure.PROTOCOL),
        (b"HTTP/9.9 200 OK\r\n\r\n", Failure.PROTOCOL),
        (b"HTTP/1.1 OK 200\r\n\r\n", Failure.PROTOCOL),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc", Failure.PROTOCOL),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nthis is not gzip", Failure.PROTOCOL),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", Failure.PROTOCOL),
    ],
    ids=["nothing", "http-0.9", "ssh", "version", "status", "two-lengths", "gzip", "no-body"],
)
def test_an_answer_that_is_not_http_is_named(answer: bytes, failure: Failure):
    with serving(sends(answer)) as server:
        assert fetcher(server).get(server.url()).failure is failure


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        b"HTTP/1.0 200 OK\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello and more",
        b"HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nhello",
    ],
    ids=["too-long", "chunks-end-early", "no-length", "too-short", "no-number"],
)
def test_a_wrong_length_is_tolerated_as_browsers_do(answer: bytes):
    with serving(sends(answer)) as server:
        visit = fetcher(server).get(server.url())
        assert (visit.failure, visit.body) == (None, b"hello")


def test_plain_http_on_a_tls_port_is_tls():
    with serving(sends(page("hello"))) as server:
        assert fetcher(server).get(f"https://127.0.0.1:{server.port}/").failure is Failure.TLS


def test_behind_a_bad_certificate_both_facts_are_recorded(tmp_path: Path):
    with serving(sends(page("hello")), tls(certificate(tmp_path))) as server:
        visit = fetcher(server).get(server.url())
        assert (visit.failure, visit.status, visit.text) == (Failure.CERTIFICATE, 200, "hello")
        assert visit.tls is not None
        assert (visit.tls.verified, visit.tls.issuer) == (False, "Test Authority")
        assert "self-signed" in (visit.tls.error or "")
        assert visit.tls.not_after is not None


def test_an_expired_certificate_is_called_expired(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file = certificate(tmp_path, days=-30)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with serving(sends(page("hello")), tls(file)) as server:
        visit = fetcher(server).get(server.url())
        assert (visit.failure, visit.text) == (Failure.CERTIFICATE, "hello")
        assert "expired" in visit.detail


def test_a_certificate_the_owner_trusts_is_verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with serving(sends(page("hello")), tls(file)) as server:
        visit = fetcher(server).get(server.url())
        assert visit.failure is None
        assert visit.tls is not None
        assert (visit.tls.verified, visit.tls.version) == (True, "TLSv1.3")


def test_a_trusted_certificate_for_another_name_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    file = certificate(tmp_path, host="other.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with serving(sends(page("hello")), tls(file)) as server:
        visit = fetcher(server).get(server.url())
        assert visit.failure is Failure.CERTIFICATE
        assert "127.0.0.1" in visit.detail


def test_a_server_error_behind_a_bad_certificate_is_a_server_error(tmp_path: Path):
    with serving(sends(page("", status="500 Oops")), tls(certificate(tmp_path))) as server:
        visit = fetcher(server).get(server.url())
        assert visit.failure is Failure.SERVER_ERROR
        assert visit.tls is not None
        assert not visit.tls.verified


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM])
def test_running_out_of_our_own_means_is_never_the_sites_fault(number: int):
    assert of_exception(OSError(number, "x")).failure is Failure.CHECKER


def test_no_way_from_this_machine_is_never_the_sites_fault(monkeypatch: pytest.MonkeyPatch):
    def connect(*_: object) -> None:
        raise OSError(errno.ENETUNREACH, "Network is unreachable")

    monkeypatch.setattr(socket.socket, "connect", connect)
    assert Fetcher(Limits(timeout_s=PATIENCE_S)).get("http://8.8.8.8/").failure is Failure.CHECKER


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (OSError(errno.EHOSTUNREACH, "No route to host"), Failure.UNREACHABLE),
        (ConnectionResetError(errno.ECONNRESET, "reset"), Failure.RESET),
        (BrokenPipeError(errno.EPIPE, "pipe"), Failure.RESET),
        (ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER]"), Failure.TLS),
        (RuntimeError("a fault of our own with a secret"), Failure.CHECKER),
    ],
)
def test_an_exception_has_its_failure_and_no_foreign_words(error: Exception, failure: Failure):
    verdict = of_exception(error)
    assert verdict.failure is failure
    assert "secret" not in verdict.detail


def test_a_query_never_shows_in_the_detail():
    with serving(sends(b"garbage")) as server:
        assert "token" not in fetcher(server).get(server.url("/?token=1")).detail


@pytest.mark.parametrize("name", [kind for kind, _, _ in TABLE if isinstance(kind, str)])
def test_what_stands_by_its_name_is_an_exception_of_that_name(name: str):
    kind = resolve_name(name)
    assert issubclass(kind, Exception)
    assert f"{kind.__module__}.{kind.__qualname__}" == name


def test_an_exception_of_a_library_is_known_by_its_name_and_by_its_kinds():
    import urllib3.exceptions as u3
    from requests.exceptions import InvalidURL

    class OfAnother(u3.ProtocolError):
        pass

    found = [of_exception(error) for error in (InvalidURL(), OfAnother("torn"), Undecodable())]
    assert [(verdict.failure, verdict.detail) for verdict in found] == [
        (Failure.ADDRESS, "address cannot be read"),
        (Failure.PROTOCOL, "answer is not HTTP"),
        (Failure.PROTOCOL, "content encoding cannot be undone"),
    ]
