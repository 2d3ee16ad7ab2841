"""No visit reaches an address that is not public, whatever way leads there."""

import socket
from ipaddress import ip_address

import pytest

from checks.fetch import Fetcher, Limits
from checks.fetch.guard import Guarded, inspect, off_limits
from checks.fetch.limits import Allowance
from core.common.outcome import Failure
from tests.checks.web import fetcher, page, redirects, routes, sends, serving


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.9.9.9",
        "0.0.0.0",
        "0.1.2.3",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.127.255.255",
        "192.0.0.8",
        "192.88.99.1",
        "198.18.0.1",
        "192.0.2.1",
        "203.0.113.7",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "fd12::1",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
        "3fff::1",
        "5f00::1",
        "100::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "2002:7f00:1::",
        "2002:a00:1::",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2001:0:808:808:0:0:80ff:fffe",
        "2606:4700::5efe:a00:1",
    ],
)
def test_it_refuses_what_is_not_public(address: str):
    assert off_limits(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "1.2.4.8",
        "114.114.114.114",
        "2606:4700::1111",
        "240e::1",
        "::ffff:8.8.8.8",
        "2002:808:808::",
        "64:ff9b::808:808",
    ],
)
def test_it_lets_public_addresses_pass(address: str):
    assert not off_limits(ip_address(address))


def test_one_private_address_among_public_ones_is_enough_to_refuse():
    with pytest.raises(Guarded):
        inspect(["8.8.8.8", "10.0.0.1"], 80)


@pytest.mark.parametrize(
    ("entry", "address", "port", "covered"),
    [
        ("127.0.0.1:8700-8760", "127.0.0.1", 8700, True),
        ("127.0.0.1:8700-8760", "127.0.0.1", 8760, True),
        ("127.0.0.1:8700-8760", "127.0.0.1", 8761, False),
        ("127.0.0.1:8700-8760", "127.0.0.2", 8700, False),
        ("10.0.0.0/8", "10.200.3.4", 443, True),
        ("10.0.0.0/8:443", "10.200.3.4", 80, False),
        ("[fd00::/8]:8080", "fd00::1", 8080, True),
        ("[::1]", "::1", 80, True),
        ("::1", "::1", 80, True),
    ],
)
def test_the_allow_list_names_addresses_and_ports(entry: str, address: str, port: int, covered: bool):
    assert Allowance.parse(entry).covers(ip_address(address), port) is covered


@pytest.mark.parametrize(
    "entry", ["", "localhost", "127.0.0.1:x", "127.0.0.1:9-8", "127.0.0.1:0", "1.2.3.4:70000"]
)
def test_a_wrong_entry_of_the_allow_list_is_named(entry: str):
    with pytest.raises(ValueError, match=entry or "''"):
        Limits(allowed_private=(entry,))


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "0"],
)
def test_no_spelling_of_this_machine_gets_a_connection(host: str):
    with serving(sends(page("secret"))) as server:
        visit = Fetcher(Limits(timeout_s=5)).get(f"http://{host}:{server.port}/")
        assert (visit.failure, visit.body) == (Failure.GUARDED, b"")
        assert server.connections == 0


def test_the_address_of_cloud_secrets_is_refused():
    assert Fetcher(Limits(timeout_s=5)).get("http://169.254.169.254/latest/").failure is Failure.GUARDED


def test_a_redirect_into_the_private_network_is_refused():
    with serving(sends(page("secret"))) as inner, serving(sends(redirects(inner.url("/admin")))) as outer:
        visit = fetcher(outer).get(outer.url())
        assert (visit.failure, visit.body) == (Failure.GUARDED, b"")
        assert visit.redirects == (outer.url(),)
        assert inner.connections == 0


def test_a_redirect_to_localhost_by_name_is_refused():
    with serving(sends(page("secret"))) as inner:
        with serving(sends(redirects(f"http://localhost:{inner.port}/"))) as outer:
            assert fetcher(outer).get(outer.url()).failure is Failure.GUARDED
        assert inner.connections == 0


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "gopher://127.0.0.1/",
        "javascript:alert(1)",
        "http://a:b@8.8.8.8/",
    ],
)
def test_a_redirect_out_of_the_web_is_not_followed(location: str):
    with serving(sends(redirects(location))) as server:
        visit = fetcher(server).get(server.url())
        assert (visit.failure, visit.body) == (Failure.GUARDED, b"")


@pytest.mark.parametrize(
    "url",
    [
        "http://8.8.8.8\\@127.0.0.1/",
        "http://user:pw@127.0.0.1/",
        "http://127.0.0.1:0/",
        "http://",
        "http:///x",
        "www.example.gov.cn",
        "ftp://example.gov.cn/",
        "",
        "http://[::1/",
        "http://a\r\nb/",
        "http://x:99999/",
    ],
)
def test_an_address_that_cannot_be_is_a_bad_address(url: str):
    assert Fetcher(Limits(timeout_s=5)).get(url).failure is Failure.ADDRESS


def test_a_password_in_an_address_is_never_kept():
    visit = Fetcher(Limits(timeout_s=5)).get("http://user:geheim@example.gov.cn/")
    assert "geheim" not in repr(visit)


def test_a_name_that_turns_private_at_a_second_look_up_gains_nothing(monkeypatch: pytest.MonkeyPatch):
    """The name is looked up once; the address that was judged is the one connected to."""
    answers = iter(["93.184.216.34", "127.0.0.1", "127.0.0.1"])
    connected: list[object] = []

    def look_up(host: str, port: int, *_: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def connect(_: socket.socket, address: object) -> None:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket.socket, "connect", connect)
    visit = Fetcher(Limits(timeout_s=5)).get("http://rebind.example.gov.cn:8080/")
    assert visit.failure is Failure.REFUSED
    assert connected == [("93.184.216.34", 8080)]


def test_a_name_with_a_public_and_a_private_address_is_refused(monkeypatch: pytest.MonkeyPatch):
    rows = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, 80)) for host in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: rows)
    assert Fetcher(Limits(timeout_s=5)).get("http://two.example.gov.cn/").failure is Failure.GUARDED


def test_an_allowed_address_is_visited_on_its_port_only():
    with serving(routes({"/": page("yes")})) as server, serving(sends(page("no"))) as other:
        client = fetcher(server)
        assert client.get(server.url()).text == "yes"
        assert client.get(other.url()).failure is Failure.GUARDED


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch):
    with serving(sends(page("site"))) as server, serving(sends(page("proxy"))) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url())
        assert (
            fetcher(
                server,
            )
            .get(server.url())
            .text
            == "site"
        )


def test_a_redirect_in_gbk_keeps_its_bytes():
    location = b"/zwgk/" + "政务".encode("gbk")
    head = b"HTTP/1.1 302 Found\r\nLocation: " + location + b"\r\nContent-Length: 0\r\n\r\n"
    with serving(routes({"/": head, "/zwgk/%D5%FE%CE%F1": page("there")})) as server:
        assert fetcher(server).get(server.url()).text == "there"


def test_a_redirect_with_backslashes_is_read_as_browsers_read_it():
    with serving(routes({"/": redirects("\\web\\index.html"), "/web/index.html": page("there")})) as server:
        assert fetcher(server).get(server.url()).text == "there"


def sends_on(refresh: str, body: str = "", *more: str) -> bytes:
    return page(body, headers=("Content-Type: text/html; charset=utf-8", f"Refresh: {refresh}", *more))


@pytest.mark.parametrize(
    ("refresh", "text"),
    [
        ("0;url=/web/index.html", "there"),
        ("0; URL='/web/index.html'", "there"),
        ("3, url=web/index.html", "there"),
        (".5;/web/index.html", "there"),
        ("0;url=/again", "again"),  # which leads back to itself with no new cookie
        ("0;url=/to", "and fro"),
        ("300;url=/web/index.html", "here"),
        ("30", "here"),
        ("0;url=/", "here"),
        ("0;url=javascript:alert(1)", "here"),
        ("soon;url=/web/index.html", "here"),
    ],
)
def test_a_head_that_sends_on_is_followed_as_browsers_follow_it(refresh: str, text: str):
    answers = {
        "/": sends_on(refresh, "here"),
        "/web/index.html": page("there"),
        "/again": sends_on("1;url=/again", "again", "Set-Cookie: seen=1"),
        "/to": sends_on("0;url=/fro", "to"),
        "/fro": sends_on("0;url=/to", "and fro"),
    }
    with serving(routes(answers)) as server:
        visit = fetcher(server).get(server.url())
        assert (visit.failure, visit.text) == (None, text)


def test_a_head_that_sends_on_into_the_private_network_is_refused():
    with serving(sends(page("secret"))) as inner, serving(sends(sends_on(f"0;url={inner.url()}"))) as outer:
        visit = fetcher(outer).get(outer.url())
        assert (visit.failure, visit.body) == (Failure.GUARDED, b"")


def test_a_head_that_sends_on_to_a_page_that_is_gone_is_that_page():
    with serving(routes({"/": sends_on("0;url=/none", "home")})) as server:
        assert fetcher(server).get(server.url()).failure is Failure.CLIENT_ERROR


def test_a_redirect_that_cannot_be_read_is_the_sites_fault():
    with serving(sends(redirects("http://[broken/"))) as server:
        assert fetcher(server).get(server.url()).failure is Failure.REDIRECTS


def test_a_chinese_domain_name_is_looked_up_in_its_wire_form(monkeypatch: pytest.MonkeyPatch):
    asked: list[str] = []

    def look_up(host: str, *_: object) -> list[object]:
        asked.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    Fetcher(Limits(timeout_s=5)).get("http://示例区.政务.cn/")
    assert asked == ["xn--fsqr3g1x9b.xn--zfr164b.cn"]
