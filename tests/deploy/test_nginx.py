"""The nginx site of `deploy/nginx`, served by a real nginx in front of a real dashboard."""

import http.client
import shutil
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from pages.shell import protection
from tests.server import ROOT, free_port, running

NAME = "board.example.cn"
SITE = ROOT / "deploy" / "nginx" / "supervision.conf"
FRAME = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/1; uwsgi_temp_path {folder}/2; scgi_temp_path {folder}/3;
    include {folder}/site.conf;
}}
"""
Ask = Callable[..., http.client.HTTPResponse]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Send one request to the site through nginx."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin:/opt/homebrew/bin")
    if program is None:
        pytest.skip("no nginx; install it with: sudo apt-get install -y nginx-light")
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    with running(folder, SUPERVISION_ALLOWED_HOSTS=NAME) as dashboard:
        _write_site(folder, port, dashboard.url.removeprefix("http://"))
        nginx = subprocess.Popen([program, "-p", folder, "-c", folder / "nginx.conf"])
        try:
            _wait_for(port)
            yield lambda *words, **more: _request(port, *words, **more)
        finally:
            nginx.terminate()
            nginx.wait(180)


@pytest.mark.parametrize("prefix", ["/", "/supervision/"])
def test_a_page_comes_with_the_headers_of_both(ask: Ask, prefix: str) -> None:
    answer = ask("GET", prefix)
    assert answer.status == 200
    assert b"<title>Streamlit</title>" in answer.read()
    assert answer.getheader("Strict-Transport-Security") == "max-age=31536000"
    policy = protection.headers()["Content-Security-Policy"]
    assert answer.getheader("Content-Security-Policy") == policy


@pytest.mark.parametrize("prefix", ["/", "/supervision/"])
def test_the_websocket_opens_for_a_page_of_the_site_only(ask: Ask, prefix: str) -> None:
    wanted = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    wanted |= {"Sec-WebSocket-Key": "c3VwZXJ2aXNpb24tdGVzdA=="}
    own = ask("GET", f"{prefix}_stcore/stream", Origin=f"https://{NAME}", **wanted)
    assert own.status == 101
    foreign = ask("GET", f"{prefix}_stcore/stream", Origin="https://foreign.example", **wanted)
    assert foreign.status == 403


def test_a_path_without_its_slash_and_the_first_page_lead_on(ask: Ask) -> None:
    assert ask("GET", "/supervision").status == 301
    led = ask("GET", "/supervision/overview")
    assert (led.status, led.getheader("Location")) == (307, "./")


def test_a_file_of_20_mb_passes_and_one_of_23_does_not(ask: Ask) -> None:
    # Streamlit itself refuses a file that no session waits for; nginx would have said 413 before.
    assert ask("PUT", "/_stcore/upload_file/a/b", b"x" * 20_000_000).status in {400, 403, 404}
    assert ask("PUT", "/_stcore/upload_file/a/b", b"x" * 23_000_000).status == 413


def test_a_foreign_name_gets_no_page(ask: Ask) -> None:
    assert ask("GET", "/", Host="foreign.example").status == 400


def _write_site(folder: Path, port: int, upstream: str) -> None:
    site = SITE.read_text("utf-8")
    changes = {
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "127.0.0.1:8501": upstream,
        "/etc/ssl/certs/board.example.cn.pem": f"{folder}/cert.pem",
        "/etc/ssl/private/board.example.cn.key": f"{folder}/key.pem",
    }
    for old, new in changes.items():
        assert old in site
        site = site.replace(old, new)
    (folder / "site.conf").write_text(site)
    (folder / "nginx.conf").write_text(FRAME.format(folder=folder))
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    certificate = made.sign(key, hashes.SHA256())
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, *private))


def _wait_for(port: int) -> None:
    for _ in range(1800):
        try:
            _request(port, "GET", "/healthz")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("nginx does not answer")


def _request(
    port: int, method: str, path: str, body: bytes | None = None, **headers: str
) -> http.client.HTTPResponse:
    context = ssl._create_unverified_context()
    connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=180, context=context)
    connection.request(method, path, body, {"Host": NAME, **headers})
    return connection.getresponse()
