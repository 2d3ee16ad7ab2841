"""Each fault shows over real HTTP, goes when cleared, and is announced by `expected`."""

import re
import socket
import ssl
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import requests
from cryptography import x509

from checks.demo_sites.expected import expected
from checks.demo_sites.faults import Fault, UnfitFaultError, UnknownFaultError, measures
from checks.demo_sites.in_process import DemoSites
from core.common.clock import now, today
from core.common.outcome import Failure, Outcome
from db.demo.sites import site_list
from tests.checks.demo_sites.conftest import Visit


def raw(demo: DemoSites, key: str, seconds: float, until: bytes = b"") -> bytes:
    """What arrives on a plain connection before it was silent for `seconds`, asked for the home page; no more
    than to the words `until`."""
    with socket.create_connection(("127.0.0.1", urlsplit(demo.url(key)).port), timeout=60) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n")
        line.settimeout(seconds)
        got = b""
        try:
            while not (until and until in got) and (piece := line.recv(65536)):
                got += piece
        except TimeoutError:
            pass
    return got


def ended(line: socket.socket) -> bool:
    """Whether the other side has ended the connection, in order or not."""
    try:
        return line.recv(1) == b""
    except ConnectionError:
        return True


def test_a_site_that_is_down_refuses_and_comes_back(visit: Visit, demo: DemoSites):
    visit("site01")

    demo.inject("site01", "down")
    with pytest.raises(requests.ConnectionError, match="refused"):
        visit("site01")
    demo.clear("site01")

    assert visit("site01").status_code == 200


def test_a_site_that_is_down_keeps_its_port(demo: DemoSites):
    demo.inject("site01", "down")

    with socket.socket() as other, pytest.raises(OSError, match="in use"):
        other.bind(("127.0.0.1", demo.base_port + 1))


def test_a_slow_site_accepts_and_says_nothing(demo: DemoSites):
    demo.inject("site01", "slow")

    assert raw(demo, "site01", 0.3) == b""
    assert measures(Fault.SLOW)["hold_s"] > 15


def test_a_slow_site_does_answer_in_the_end(demo: DemoSites, visit: Visit, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(measures(Fault.SLOW), "hold_s", 0.1)
    demo.inject("site01", "slow")

    assert visit("site01").status_code == 200


def test_an_open_request_does_not_keep_the_demo_sites_from_closing():
    with DemoSites(sites=["site01"], faults={"site01": ["slow"]}) as demo:
        line = socket.create_connection(("127.0.0.1", demo.base_port + 1), timeout=60)
        line.sendall(b"GET / HTTP/1.1\r\nHost: t\r\n\r\n")

    with line:
        assert ended(line)


def test_a_dripping_site_begins_but_would_take_far_longer_than_15_s(demo: DemoSites, visit: Visit):
    whole = len(visit("site01").content)
    demo.inject("site01", "drip")

    got = raw(demo, "site01", 60, until=b"<!DOCTYPE")

    row = measures(Fault.DRIP)
    assert got.startswith(b"HTTP/1.1 200")
    assert b"<!DOCTYPE" in got
    assert whole / row["bytes"] * row["every_s"] > 60


def test_a_broken_site_answers_500(visit: Visit, demo: DemoSites):
    demo.inject("site01", "error")

    assert visit("site01").status_code == 500


def test_a_firewall_answers_403_on_every_page(visit: Visit, demo: DemoSites):
    demo.inject("site01", "firewall")

    for path in ("/", "/yw/"):
        answer = visit("site01", path)
        assert answer.status_code == 403
        assert "防火墙" in answer.text


def test_a_stale_home_page_is_40_days_old_while_its_columns_are_not(visit: Visit, demo: DemoSites):
    demo.inject("site01", "stale-home")

    newest = {path: max(re.findall(r"\d{4}-\d\d-\d\d", visit("site01", path).text)) for path in ("/", "/yw/")}

    assert newest["/"] == (today() - timedelta(days=40)).isoformat()
    assert newest["/yw/"] == (today() - timedelta(days=1)).isoformat()


def test_stale_columns_are_as_old_as_announced(visit: Visit, demo: DemoSites):
    demo.inject("site01", "stale-columns")

    reported = {
        urlsplit(each.address).path: each.detail["newest"]
        for each in demo.expected("site01")
        if each.check == "columns"
    }
    seen = {path: max(re.findall(r"\d{4}-\d\d-\d\d", visit("site01", path).text)) for path in reported}

    assert seen == reported
    assert reported["/yw/"] == (today() - timedelta(days=40)).isoformat()
    assert reported["/zcwj/"] <= (today() - timedelta(days=245)).isoformat()
    assert len(reported) == 5


def test_a_column_that_is_not_announced_as_stale_is_fresh(visit: Visit, demo: DemoSites):
    demo.inject("site01", "stale-columns")

    newest = max(re.findall(r"\d{4}-\d\d-\d\d", visit("site01", "/tzgg/").text))

    assert newest >= (today() - timedelta(days=5)).isoformat()


def test_empty_columns_list_nothing(visit: Visit, demo: DemoSites):
    demo.inject("site01", "empty-columns")

    empty = [urlsplit(each.address).path for each in demo.expected("site01") if each.check == "columns"]

    assert len(empty) == 5
    for path in empty:
        assert not re.search(path + r"\d{6}/", visit("site01", path).text)
    assert re.search(r"/yw/\d{6}/", visit("site01", "/yw/").text)


def test_dead_links_stand_where_announced_and_lead_nowhere(visit: Visit, demo: DemoSites):
    demo.inject("site01", "dead-links")

    dead = [link for link in demo.expected("site01") if link.key != "external"]

    assert len(dead) == 3
    for link in dead:
        path, found_on = urlsplit(link.address).path, urlsplit(link.detail["found_on"]).path
        assert f'href="{path}"' in visit("site01", found_on).text
        assert visit("site01", path).status_code == 404


def test_missing_marks_are_gone_and_the_others_stay(visit: Visit, demo: DemoSites):
    demo.inject("site01", "no-footer")

    page = visit("site01").text

    assert [m for m in ("conac", "网站标识码", "公网安备", "网站地图", "找错") if m in page] == []
    assert "ICP备" in page
    assert "主办单位" in page


def test_a_bad_certificate_is_self_signed_and_expired(visit: Visit, demo: DemoSites):
    demo.inject("site02", "bad-certificate")

    with pytest.raises(requests.exceptions.SSLError, match="CERTIFICATE_VERIFY_FAILED"):
        visit("site02")
    pem = ssl.get_server_certificate(("127.0.0.1", demo.base_port + 2))
    seen = x509.load_pem_x509_certificate(pem.encode())
    assert seen.issuer == seen.subject
    assert seen.not_valid_after_utc < now() - timedelta(days=29)


def test_a_cleared_certificate_is_trusted_again(visit: Visit, demo: DemoSites):
    demo.inject("site02", "bad-certificate")
    demo.clear("site02")

    assert visit("site02").status_code == 200


def test_a_lying_charset_declares_utf_8_and_sends_gbk(visit: Visit, demo: DemoSites):
    demo.inject("site01", "gbk")

    answer = visit("site01")

    assert "utf-8" in answer.headers["content-type"]
    assert 'charset="utf-8"' in answer.content.decode("gbk")
    with pytest.raises(UnicodeDecodeError):
        answer.content.decode("utf-8")


def test_two_faults_are_cleared_one_by_one(visit: Visit, demo: DemoSites):
    demo.inject("site01", "error", "gbk")

    demo.clear("site01", "error")

    assert visit("site01").status_code == 200
    assert demo.faults("site01") == {Fault.GBK}


def test_what_hides_the_page_hides_the_faults_after_it(demo: DemoSites):
    demo.inject("site02", "down", "stale-home", "bad-certificate")
    assert [each.fault for each in demo.expected("site02")] == [Fault.DOWN]

    demo.clear("site02", "down")
    assert [each.fault for each in demo.expected("site02")] == [Fault.BAD_CERTIFICATE, Fault.STALE_HOME]


@pytest.mark.parametrize("fault", sorted(set(Fault) - {Fault.NO_IPV6}))
def test_every_fault_says_what_a_checker_should_find(fault: Fault):
    site = site_list()[1]

    found = expected(site, 9000, frozenset({fault}))

    assert found
    assert all(each.fault == fault and each.check and each.outcome is not Outcome.OK for each in found)
    own = [each for each in found if each.key != "external"]
    assert all(re.match(r"https://(127\.0\.0\.1|localhost):9002/", each.address) for each in own)


def test_a_firewall_is_blocked_never_broken():
    found = expected(site_list()[0], 9000, frozenset({Fault.FIREWALL}))

    assert [(each.outcome, each.failure) for each in found] == [(Outcome.BLOCKED, Failure.FIREWALL)]


def test_a_certificate_cannot_be_bad_without_https(demo: DemoSites):
    with pytest.raises(UnfitFaultError):
        demo.inject("site01", "bad-certificate")


def test_an_unknown_fault_is_refused(demo: DemoSites):
    with pytest.raises(UnknownFaultError):
        demo.inject("site01", "gone-fishing")
