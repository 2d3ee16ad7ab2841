"""The dashboard answers under its own names, to its own pages, with strict headers, and writes in private."""

import http.client
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.common.settings import settings
from pages.shell import protection
from tests.server import ROOT, START_LIMIT, Dashboard, environment_of, free_port, running

UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "c3VwZXJ2aXNpb24tdGVzdA==",
}
PATHS = ("/", "/healthz", "/_stcore/health", "/fonts/NotoSansSC-Regular.woff2", "/overview", "/favicon.png")


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    folder = tmp_path_factory.mktemp("protected")
    (folder / "data").mkdir(mode=0o755)
    (folder / "data" / "supervision.db").touch(mode=0o644)
    with running(folder, SUPERVISION_ALLOWED_HOSTS="board.example.cn") as started:
        yield started


def _ask(dashboard: Dashboard, path: str, **headers: str) -> http.client.HTTPResponse:
    port = int(dashboard.url.rpartition(":")[2])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START_LIMIT)
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.putrequest("GET", path, skip_host=True)
    for name, value in {"Host": f"127.0.0.1:{port}", **given}.items():
        connection.putheader(name, value)
    connection.endheaders()
    return connection.getresponse()


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_headers_whoever_gives_it(dashboard: Dashboard, path: str) -> None:
    for answer in (_ask(dashboard, path), _ask(dashboard, path, Host="foreign.example")):
        missing = {
            name: value for name, value in protection.headers().items() if answer.getheader(name) != value
        }
        assert missing == {}


def test_no_other_site_may_frame_a_page_nor_a_browser_guess_its_type() -> None:
    """Written out: compared with what the code gives, a header that it no longer gives is not missed."""
    given = protection.headers()
    assert "frame-ancestors 'none'" in given["Content-Security-Policy"].split("; ")
    assert given["X-Frame-Options"] == "DENY"
    assert given["X-Content-Type-Options"] == "nosniff"


def test_the_policy_allows_the_inline_script_that_streamlit_brings_and_no_other() -> None:
    policy = protection.headers()["Content-Security-Policy"]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert scripts.count("'sha256-") == 1
    assert "unsafe" not in scripts


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "host", ["foreign.example", "foreign.example:80", "127.0.0.1.foreign.example", "", "a@127.0.0.1", "[::2]"]
)
def test_a_foreign_name_is_refused_everywhere(dashboard: Dashboard, path: str, host: str) -> None:
    assert _ask(dashboard, path, Host=host).status == 400


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:9", "[::1]:8501", "board.example.cn", "board.example.cn.:443"]
)
def test_our_own_names_are_answered_with_any_port(dashboard: Dashboard, host: str) -> None:
    assert _ask(dashboard, "/_stcore/health", Host=host).status == 200


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("board.example.cn", "https://board.example.cn", 101),
        ("localhost:9300", "http://localhost:9300", 101),
        ("localhost:9300", "http://localhost:9301", 403),
        ("board.example.cn", "https://foreign.example", 403),
        ("board.example.cn", "null", 403),
        ("board.example.cn", "https://[half", 403),
        ("foreign.example", "https://foreign.example", 403),
    ],
)
def test_only_our_own_pages_open_the_websocket(
    dashboard: Dashboard, host: str, origin: str, status: int
) -> None:
    assert _ask(dashboard, "/_stcore/stream", Host=host, Origin=origin, **UPGRADE).status == status


def test_pages_of_other_sites_get_no_answer_they_could_read(dashboard: Dashboard) -> None:
    assert _ask(dashboard, "/healthz", Origin="https://foreign.example").status == 403


def test_the_counters_of_the_server_are_closed(dashboard: Dashboard) -> None:
    assert _ask(dashboard, "/_stcore/metrics").status == 404
    assert _ask(dashboard, "//_stcore/metrics").status >= 400


def test_what_the_dashboard_writes_is_for_its_own_account_only(dashboard: Dashboard) -> None:
    open_to_others = {
        str(path.relative_to(dashboard.data_dir.parent)): oct(stat.S_IMODE(path.stat().st_mode))
        for path in (dashboard.data_dir, *dashboard.data_dir.rglob("*"))
        if path.stat().st_mode & 0o077
    }
    assert open_to_others == {}


def test_a_backup_and_what_lies_beside_it_is_for_its_own_account_only(tmp_path: Path) -> None:
    environment = environment_of(tmp_path, {})
    evidence = tmp_path / "data" / "evidence" / "ab"
    evidence.mkdir(parents=True)
    for words in (("upgrade",), ("backup", str(tmp_path / "copies" / "one.db"))):
        # As on a machine whose accounts share what they write.
        subprocess.run(
            [sys.executable, "-m", "db", *words], cwd=ROOT, env=environment, check=True, umask=0o002
        )
    data, copies = tmp_path / "data", tmp_path / "copies"
    written = [data, *data.glob("supervision*"), *copies.rglob("*")]
    assert [str(path) for path in written if path.stat().st_mode & 0o077] == []


@pytest.mark.parametrize("address", ["0.0.0.0", "::"])
def test_it_does_not_listen_beyond_this_machine_while_nobody_can_sign_in(
    tmp_path: Path, address: str
) -> None:
    refused = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", "app.py"]
        + ["--server.address", address, "--server.port", str(free_port())],
        cwd=ROOT,
        env=environment_of(tmp_path, {}),
        capture_output=True,
        text=True,
        timeout=START_LIMIT,
        check=False,
    )
    assert refused.returncode
    assert f"已拒绝监听 {address}" in refused.stdout + refused.stderr
    assert f"Refused to listen on {address}" in refused.stdout + refused.stderr
    assert not (tmp_path / "data").exists()


def test_the_names_of_the_settings_are_ours(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPERVISION_ALLOWED_HOSTS", "Board.example.cn, other.example.cn")
    monkeypatch.setenv("SUPERVISION_ADDRESS", "192.0.2.7")
    settings.cache_clear()
    assert {"board.example.cn", "other.example.cn", "192.0.2.7", "localhost"} <= set(protection.own_names())
    monkeypatch.setenv("SUPERVISION_ADDRESS", "0.0.0.0")
    settings.cache_clear()
    assert "0.0.0.0" not in protection.own_names()
