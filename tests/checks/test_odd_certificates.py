"""Both ways of visiting believe the same certificates, and those that a browser believes."""

import socket
import ssl
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509

from checks.fetch import Limits
from tests.checks.odd_certificates import LEAF, ODD_CERTIFICATES, ROOT, OddCertificate, key_pem, pem
from tests.checks.test_odd_answers import by_libcurl, by_requests
from tests.checks.web import PATIENCE_S, page, sends, serving


def shown(odd: OddCertificate, folder: Path) -> ssl.SSLContext:
    file = folder / "site.pem"
    file.write_text(key_pem(odd.shown[0]) + pem(*odd.shown))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@pytest.mark.parametrize("odd", ODD_CERTIFICATES, ids=[odd.name for odd in ODD_CERTIFICATES])
def test_both_ways_of_visiting_judge_a_certificate_alike(odd: OddCertificate, tmp_path: Path):
    limits = Limits(timeout_s=PATIENCE_S, allowed_private=("127.0.0.0/8",), trusted_ca=pem(*odd.trusted))
    with serving(sends(page("<p>首页")), shown(odd, tmp_path)) as server:
        visits = [visit(server.url(), limits) for visit in (by_requests, by_libcurl)]
    assert [str(visit.failure or "ok") for visit in visits] == [odd.expected] * 2
    assert [visit.body for visit in visits] == ["<p>首页".encode()] * 2, "the page is read all the same"
    believed = [visit.tls is not None and visit.tls.verified for visit in visits]
    assert believed == [odd.expected == "ok"] * 2


ASKED = "xn--dkru8xvkf.xn--zfr164b"  # 区政府.政务


@pytest.mark.parametrize(
    ("host", "name", "expected"),
    [
        (ASKED, ASKED, "ok"),
        ("区政府.政务", ASKED, "ok"),
        (ASKED, ASKED.upper(), "ok"),
        (f"www.{ASKED}", f"*.{ASKED}", "ok"),
        ("www.qu.gov.cn.", "www.qu.gov.cn", "ok"),
        (ASKED, f"www.{ASKED}", "certificate"),
        (ASKED, "xn--*.xn--zfr164b", "certificate"),
        (ASKED, "*.xn--zfr164b", "certificate"),
        ("www.qu.gov.cn", "*.gov.cn", "certificate"),
    ],
)
def test_both_ways_of_visiting_find_a_name_in_a_certificate(
    host: str, name: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    here = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
    monkeypatch.setattr(socket, "getaddrinfo", lambda _host, port, *_, **__: [(*here, ("127.0.0.1", port))])
    odd = OddCertificate(name, (replace(LEAF, alternatives=(x509.DNSName(name),)),), (ROOT,))
    limits = Limits(timeout_s=PATIENCE_S, allowed_private=("127.0.0.0/8",), trusted_ca=pem(*odd.trusted))
    with serving(sends(page("<p>首页")), shown(odd, tmp_path)) as server:
        visits = [visit(f"https://{host}:{server.port}/", limits) for visit in (by_requests, by_libcurl)]
    assert [str(visit.failure or "ok") for visit in visits] == [expected] * 2
