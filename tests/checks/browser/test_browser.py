"""Pages that only a script writes, read by a real Chromium under the guard and within limits."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from checks.browser import chromium
from checks.browser.browser import PROFILE, Browser, end_session
from checks.browser.limits import BrowserLimits, Rendered
from checks.fetch import Limits
from checks.sandbox.usage import session_of
from core.common.settings import ROOT
from tests.checks.web import Server, certificate, page, routes, serving, tls

pytestmark = pytest.mark.browser
PROGRAM = chromium.found()


def limits_for(*servers: Server) -> Limits:
    return Limits(allowed_private=tuple(f"127.0.0.1:{server.port}" for server in servers))


def read(
    site: Server, *others: Server, path: str = "/", marks: tuple[str, ...] = (), **limits: int
) -> Rendered | None:
    if PROGRAM is None:
        pytest.skip("no Chromium on this machine")
    # A page at rest is not waited for any longer; how long the browser takes to start is no matter here.
    own = BrowserLimits(**{"seconds": 120, **limits})
    return Browser(PROGRAM, own).read(site.url(path), limits_for(site, *others), marks)


@pytest.fixture(autouse=True)
def folder_of_profiles(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """A place of its own for profiles, which another account enters: others read by a browser meanwhile."""
    tmp_path_factory.getbasetemp()  # lies elsewhere
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        monkeypatch.setenv("TMPDIR", folder)
        monkeypatch.setattr(tempfile, "tempdir", folder)
        yield


def browsers() -> set[str]:
    """Processes of Chromium whose profile is one of this test's."""
    profile = f"{tempfile.gettempdir()}/{PROFILE}".encode()
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if profile in command and b"--user-data-dir" in command:
            found.add(folder.name)
    return found


APP = """<html><head><title>示例区人民政府</title></head><body><div id="app"></div><script>
fetch("/list.json").then((a) => a.json()).then((rows) => { document.getElementById("app").innerHTML = "<ul>" +
 rows.map((row) => `<li><a href="/a/${row.id}.html">${row.title}</a><span>${row.day}</span></li>`).join("") +
 "</ul>"; });</script></body></html>"""
ROWS = json.dumps([{"id": 1, "title": "区政府召开常务会议", "day": "2026-11-20"}])


def test_what_a_script_writes_is_read_and_drawn_with_the_place_framed():
    answers = {"/": page(APP), "/list.json": page(ROWS, headers=("Content-Type: application/json",))}
    with serving(routes(answers)) as site:
        got = read(site, marks=("没有这样的字", "常务会议"))
    assert got is not None
    assert (got.status, got.settled, got.marked) == (200, True, True)
    assert '<a href="/a/1.html">区政府召开常务会议</a><span>2026-11-20</span>' in got.html
    assert "<script" not in got.html
    with Image.open(BytesIO(got.picture)) as picture:
        assert picture.format == "PNG"
        colours = picture.convert("RGB").getcolors(1 << 20) or []
    assert any(colour == (221, 0, 0) and count > 100 for count, colour in colours)
    assert "SupervisionChecker" in site.heads[0]
    assert browsers() == set()


def test_the_page_reaches_no_address_that_a_visit_may_not_reach(tmp_path: Path):
    """Every way that a page has to ask for something: scripts, frames, pictures, sockets, workers, redirects,
    hints; to another port of this machine, by number, by name and inside IPv6."""
    with (
        serving(routes({"/": page("secret")})) as inside,
        serving(routes({"/": page("secret")}), tls(certificate(tmp_path))) as sealed,
    ):
        target, safe = inside.url(), sealed.url()
        named = target.replace("127.0.0.1", "localhost")
        wrapped = target.replace("127.0.0.1", "[::ffff:127.0.0.1]")
        hostile = f"""<html><head><link rel=preconnect href="{target}"><link rel=prefetch href="{target}">
        <link rel=dns-prefetch href="{named}"><link rel=stylesheet href="{target}a.css"></head><body>
        <p>words</p><img src="{target}a.png"><iframe src="{named}"></iframe><iframe src="{wrapped}"></iframe>
        <script>for (const one of ["{target}", "{named}", "{wrapped}", "{safe}", "/away"]) {{
          fetch(one).catch(() => 0);
          fetch(one, {{ method: "POST", mode: "no-cors", body: "x" }}).catch(() => 0);
  navigator.sendBeacon(one, "x"); try {{ new EventSource(one); }} catch (e) {{}}
        }}
        try {{ new WebSocket("{target.replace("http", "ws")}"); }} catch (e) {{}}
        const code = URL.createObjectURL(new Blob(["fetch('{target}').catch(() => 0)"]));
        new Worker(code); window.open("{target}");
        const peer = new RTCPeerConnection({{ iceServers: [{{ urls: "stun:127.0.0.1:{inside.port}" }}] }});
        peer.createDataChannel("x"); peer.createOffer().then((o) => peer.setLocalDescription(o));
        document.body.insertAdjacentHTML("beforeend", `<form id=f action="{target}" method=post></form>`);
        </script></body></html>"""
        away = page("", status="302 Found", headers=(f"Location: {target}",))
        with serving(routes({"/": page(hostile), "/away": away})) as site:
            got = read(site, seconds=20)
    assert got is not None
    assert got.refused > 3
    assert (inside.connections, sealed.connections) == (0, 0)


def test_a_private_address_allowed_for_another_site_is_not_for_this_ones_scripts():
    """What the office's list allows is for visits to that address, not for a stranger's page."""
    with serving(routes({"/": page("intranet")})) as intranet:
        hostile = f'<p>words</p><script>fetch("{intranet.url()}", {{mode: "no-cors"}})</script>'
        with serving(routes({"/": page(hostile)})) as site:
            address = site.url().replace("127.0.0.1", "localhost")
            browser = Browser(PROGRAM or "", BrowserLimits())
            allowed = Limits(
                allowed_private=(
                    f"127.0.0.1:{site.port}",
                    f"[::1]:{site.port}",
                    f"127.0.0.1:{intranet.port}",
                )
            )
            got = browser.read(address, allowed)
    assert got is not None
    assert "words" in got.html
    assert intranet.connections == 0


def test_nothing_but_the_page_is_asked_of_anybody():
    """A browser tells its maker's servers a good deal of its own accord."""
    with serving(routes({"/": page("<p>words</p>")})) as site:
        got = read(site)
    assert got is not None
    assert {head.split()[1] for head in site.heads} <= {"/", "/favicon.ico"}
    assert got.requests == len(site.heads)


def hangs(connection: object, path: str) -> None:
    time.sleep(30)


@pytest.mark.parametrize(
    "script",
    [
        "for (;;) {}",
        "setInterval(() => fetch('/more'), 50)",
        "const all = []; for (;;) all.push(new Array(1e6).fill(1.5))",
    ],
    ids=["endless", "restless", "greedy"],
)
def test_a_page_that_never_ends_is_left_in_time_and_nothing_stays(script: str):
    with serving(routes({"/": page(f"<p>words</p><script>{script}</script>")})) as site:
        got = read(site, seconds=8, memory_mb=700)
    assert got is None or not got.settled
    assert browsers() == set()


def test_what_is_not_at_rest_keeps_its_scripts_so_that_nothing_is_called_missing():
    with serving(
        routes({"/": page("<p>words</p><script>setInterval(() => fetch('/x'), 50)</script>")})
    ) as site:
        got = read(site, seconds=20)
    assert got is not None
    assert not got.settled
    assert "<script>" in got.html


def test_a_site_that_does_not_answer_gives_nothing():
    with serving(hangs) as site:
        assert read(site, seconds=4) is None
    assert read(site, seconds=8) is None
    assert browsers() == set()


def test_a_page_asks_for_so_much_and_no_more():
    many = "".join(f'<img src="/{number}.png">' for number in range(60))
    with serving(routes({"/": page(f"<p>words</p>{many}")})) as site:
        got = read(site, most_requests=20)
    assert got is not None
    assert len(site.heads) <= 20
    assert got.refused >= 40


def test_dialogs_and_downloads_hold_nobody_up():
    script = "alert(1); confirm(2); location = '/file.bin'"
    answers = {
        "/": page(f"<p>words</p><script>{script}</script>"),
        "/file.bin": page(b"x" * 999, headers=("Content-Type: application/octet-stream",)),
    }
    with serving(routes(answers)) as site:
        got = read(site, seconds=15)
    assert got is not None
    assert "words" in got.html


def test_a_page_behind_a_bad_certificate_is_read_as_a_visit_reads_it(tmp_path: Path):
    with serving(routes({"/": page("<p>words</p>")}), tls(certificate(tmp_path, days=-3))) as site:
        got = read(site)
    assert got is not None
    assert "words" in got.html


def test_the_browser_is_never_without_its_sandbox_nor_root():
    assert not any("no-sandbox" in flag for flag in chromium.FLAGS)
    seen: list[tuple[int, str]] = []
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.05):
            for number in browsers():
                try:
                    status = Path(f"/proc/{number}/status").read_text()
                    seen.append((int(status.split("Uid:")[1].split()[1]), status))
                except (OSError, ValueError, IndexError):
                    continue

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        with serving(routes({"/": page("<p>words</p>")})) as site:
            assert read(site) is not None
    finally:
        done.set()
        watcher.join()
    assert seen
    assert {uid for uid, _ in seen} & {0} == set()


def test_whoever_dies_takes_the_browser_along():
    """The process that asked is killed and says goodbye to nobody."""
    if PROGRAM is None:
        pytest.skip("no Chromium on this machine")
    code = (
        "import sys; from checks.browser.browser import Browser; from checks.fetch import Limits;"
        "from checks.browser.limits import BrowserLimits; limits = Limits(allowed_private=('127.0.0.1',));"
        f"Browser({PROGRAM!r}, BrowserLimits(seconds=30)).read(sys.argv[1], limits)"
    )
    with serving(hangs) as site:
        asking = subprocess.Popen((sys.executable, "-c", code, site.url()), cwd=ROOT)
        wait_for(lambda: site.connections > 0)
        asking.kill()
        asking.wait()
        wait_for(lambda: browsers() == set())


def wait_for(done: Callable[[], bool], seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until
        time.sleep(0.1)


def test_a_session_is_ended_whole():
    process = subprocess.Popen(("sh", "-c", "sleep 60 & sleep 60 & wait"), start_new_session=True)
    wait_for(lambda: len(session_of(process.pid)) == 3)
    end_session(process)
    assert session_of(process.pid) == []
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, signal.SIGKILL)
