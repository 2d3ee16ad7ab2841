"""Signing in over real HTTP: nothing of the dashboard without it, and tricks that must not work."""

import asyncio
import html
import re
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from starlette.requests import Request
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from core.access import Role, accounts, set_up, sign_ins
from core.access.accounts import Grant, NewAccount
from db import engine
from pages.shell.sign_in import routes
from tests.core.access.people import ADMINISTRATOR, a_person
from tests.server import ROOT, Dashboard, environment_of, running

FORM = re.compile(r'name="form" value="([^"]+)"')
NEW = "Qinghe-2026-xuncha"


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object, **_kept: object) -> None:
        return None


OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)


@dataclass
class Browser:
    """Cookies and forms, without following redirects."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)
    set_cookie: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> tuple[int, str, str]:
        return self._asked(urllib.request.Request(self.url + path))

    def post(self, path: str, *, origin: str = "", **fields: str) -> tuple[int, str, str]:
        body = urllib.parse.urlencode(fields).encode()
        headers = {"Origin": origin} if origin else {}
        return self._asked(urllib.request.Request(self.url + path, body, headers))

    def fill(self, path: str, **fields: str) -> tuple[int, str, str]:
        """Open the form at `path` and send it."""
        found = FORM.search(self.get(path)[2])
        assert found
        return self.post(path.partition("?")[0], form=found[1], **fields)

    def _asked(self, request: urllib.request.Request) -> tuple[int, str, str]:
        for name, value in self.headers.items():
            request.add_header(name, value)
        request.add_header("Cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        try:
            answer = OPENER.open(request, timeout=180)
        except urllib.error.HTTPError as refused:
            answer = refused
        self.set_cookie = answer.headers.get_all("Set-Cookie") or []
        for line in self.set_cookie:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return answer.status, answer.headers.get("Location", ""), answer.read().decode("utf-8", "replace")


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Dashboard, str]]:
    """A dashboard with its first administrator, and that one's one-time password."""
    folder = tmp_path_factory.mktemp("sign-in")
    environment = environment_of(folder, {})
    for words in (("-m", "db", "upgrade"), ("-m", "core", "administrator")):
        done = subprocess.run(
            [sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        )
    password = re.search(r"[A-Za-z2-9]{4}(?:-[A-Za-z2-9]{4}){3}", done.stdout)
    assert password, done.stdout
    with running(folder, SUPERVISION_JOBS="external") as started:
        yield started, password[0]


@pytest.fixture(scope="module")
def administrator(dashboard: tuple[Dashboard, str]) -> Browser:
    """A browser in which the administrator has signed in and set a password."""
    started, password = dashboard
    browser = Browser(started.url)
    assert browser.fill("/sign-in?next=people", name="admin", password=password, next="people")[:2] == (
        303, "./people",
    )  # fmt: skip
    status, location, _ = browser.get("/people")
    assert (status, location) == (303, "./password?next=people")
    assert browser.fill("/password", old=password, new=NEW, again=NEW, next="people")[:2] == (
        303,
        "./people",
    )
    return browser


def test_without_a_sign_in_every_page_leads_to_it_and_back(dashboard: tuple[Dashboard, str]) -> None:
    browser = Browser(dashboard[0].url)
    for path in ("/", "/issues?due=overdue&id=3", "/audit"):
        status, location, _ = browser.get(path)
        assert status == 303
        assert location.startswith("./sign-in")
        wanted = urllib.parse.parse_qs(urllib.parse.urlsplit(location).query).get("next", [""])[0]
        assert f"/{wanted}" == path


@pytest.mark.parametrize(
    "path", ["/media/x.png", "/_stcore/upload_file/a/b", "/_stcore/metrics", "/component/x/y.js"]
)
def test_without_a_sign_in_nothing_else_is_given_out(dashboard: tuple[Dashboard, str], path: str) -> None:
    assert Browser(dashboard[0].url).get(path)[0] in {401, 403, 404}


def test_without_a_sign_in_no_websocket_opens(
    dashboard: tuple[Dashboard, str], administrator: Browser
) -> None:
    address = dashboard[0].url.replace("http", "ws") + "/_stcore/stream"
    with pytest.raises(InvalidStatus), connect(address):
        pass
    cookie = "; ".join(f"{name}={value}" for name, value in administrator.cookies.items())
    with connect(address, additional_headers={"Cookie": cookie}):
        pass


def test_health_is_open_and_tells_no_names(dashboard: tuple[Dashboard, str]) -> None:
    status, body = dashboard[0].get("/healthz")
    assert status in {200, 503}
    assert b"admin" not in body


def test_the_cookie_is_for_this_server_alone(administrator: Browser) -> None:
    administrator.get("/sign-in")
    other = Browser(administrator.url)
    other.fill("/sign-in", name="admin", password=NEW)
    kept = next(line for line in other.set_cookie if line.startswith("supervision_session"))
    assert "HttpOnly" in kept
    assert "samesite=lax" in kept.lower()


def test_a_token_known_before_is_worthless_afterwards(administrator: Browser) -> None:
    browser = Browser(administrator.url, {"supervision_session": "chosen-by-somebody-else"})
    browser.fill("/sign-in", name="admin", password=NEW)
    assert browser.cookies["supervision_session"] != "chosen-by-somebody-else"
    assert Browser(administrator.url, {"supervision_session": "chosen-by-somebody-else"}).get("/")[0] == 303


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
        "//[evil",
    ],
)
def test_a_link_never_leads_elsewhere_after_the_sign_in(administrator: Browser, wanted: str) -> None:
    status, location, _ = Browser(administrator.url).fill("/sign-in", name="admin", password=NEW, next=wanted)
    assert status == 303
    joined = urllib.parse.urljoin(f"{administrator.url}/sign-in", location)
    assert joined.startswith(f"{administrator.url}/")


def test_a_form_that_another_site_sent_signs_nobody_in(administrator: Browser) -> None:
    browser = Browser(administrator.url)
    status, _, _ = browser.post("/sign-in", name="admin", password=NEW, form="guess")
    assert status != 303
    found = FORM.search(browser.get("/sign-in")[2])
    assert found
    status, _, _ = browser.post(
        "/sign-in", origin="https://evil.example", name="admin", password=NEW, form=found[1]
    )
    assert status != 303
    assert "supervision_session" not in browser.cookies


def test_a_wrong_password_is_said_in_words_in_both_languages(administrator: Browser) -> None:
    browser = Browser(administrator.url)
    status, _, body = browser.fill("/sign-in", name="admin", password="falsch")
    assert status == 403
    assert "用户名、密码或动态码不正确" in body
    status, _, body = browser.fill("/sign-in?lang=en", name='"><script>', password="x")
    assert "<script>" not in body


def test_a_form_says_what_a_password_has_to_be_and_keeps_language_and_target(
    administrator: Browser, monkeypatch: pytest.MonkeyPatch, dashboard: tuple[Dashboard, str]
) -> None:
    monkeypatch.setenv("SUPERVISION_DATA_DIR", str(dashboard[0].data_dir))
    engine.forget()
    made = accounts.make(NewAccount("sun", "孙", (Grant(Role.AUDITOR),)), actor=ADMINISTRATOR)
    link = f"/invitation?token={accounts.invite(made, actor=ADMINISTRATOR)}"
    engine.forget()
    browser = Browser(administrator.url)
    body = browser.get(f"{link}&lang=en")[2]
    assert "At least 10 characters" in body
    assert 'action="invitation?lang=en"' in body
    token = link.partition("token=")[2]
    refused = browser.fill(f"{link}&lang=en", token=token, new="short", again="short")
    assert refused[0] == 403
    refused = browser.post(
        "/invitation?lang=en", form=FORM.search(refused[2])[1], token=token, new="short", again="short"
    )
    assert "Set your password" in refused[2] or "New password" in refused[2]
    again = re.search(r'href="(\?[^"]*lang=zh)"', refused[2])
    assert again
    assert "链接已失效" not in browser.get(f"/invitation{html.unescape(again[1])}")[2]
    assert browser.fill(f"{link}&lang=en", token=token, new=NEW, again=NEW)[0] == 303
    found = FORM.search(browser.get("/sign-in?next=audit&lang=en")[2])
    assert found
    status, location, _ = browser.post(
        "/sign-in?lang=en", form=found[1], name="sun", password=NEW, next="audit?page=2"
    )
    assert (status, location) == (303, "./audit?page=2&lang=en")


def test_who_has_to_change_the_password_is_asked_so_until_it_is_done(tmp_path: Path) -> None:
    with running(tmp_path, SUPERVISION_JOBS="external") as started, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SUPERVISION_DATA_DIR", str(started.data_dir))
        engine.forget()
        given = set_up.first_administrator("admin", "系统管理员")
        assert given is not None
        engine.forget()
        browser = Browser(started.url)
        browser.fill("/sign-in", name="admin", password=given)
        for new in ("short", "Admin-2026-admin", "Password2026"):
            status, _, body = browser.fill(
                "/password?next=people", old=given, new=new, again=new, next="people"
            )
            assert (status, "请先修改密码" in body, 'value="people"' in body) == (403, True, True)


def test_signing_out_ends_it_everywhere_this_token_is_used(administrator: Browser) -> None:
    browser = Browser(administrator.url)
    browser.fill("/sign-in", name="admin", password=NEW)
    copied = Browser(administrator.url, dict(browser.cookies))
    assert copied.get("/")[0] == 200
    assert browser.fill("/sign-out")[:2] == (303, "./sign-in")
    assert copied.get("/")[0] == 303


GATEWAY = "the office's gateway proves itself"


def test_a_gateway_with_its_secret_names_who_signed_in_and_nobody_else_can(tmp_path: Path) -> None:
    environment = environment_of(tmp_path, {})
    for words in (("-m", "db", "upgrade"), ("-m", "core", "administrator", "--name", "王主任")):
        subprocess.run([sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, check=True)
    names = {"SUPERVISION_GATEWAY_HEADER": "X-Remote-User", "SUPERVISION_GATEWAY_SECRET": GATEWAY}
    with running(tmp_path, SUPERVISION_JOBS="external", **names) as started:
        for headers in ({}, {"X-Gateway-Secret": "guess"}, {"X-Gateway-Secret": ""}):
            browser = Browser(
                started.url, headers={"X-Remote-User": "%E7%8E%8B%E4%B8%BB%E4%BB%BB", **headers}
            )
            assert browser.get("/audit")[1].startswith("./sign-in")
        known = {"X-Remote-User": "%E7%8E%8B%E4%B8%BB%E4%BB%BB", "X-Gateway-Secret": GATEWAY}
        browser = Browser(started.url, headers=known)
        assert browser.get("/audit?page=2")[:2] == (303, "./audit?page=2")
        assert "supervision_session" in browser.cookies
        stranger = Browser(started.url, headers={**known, "X-Remote-User": "nobody"})
        assert stranger.get("/audit")[1].startswith("./sign-in")


def test_who_comes_after_at_the_same_computer_is_not_taken_for_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {"SUPERVISION_GATEWAY_HEADER": "X-Remote-User", "SUPERVISION_GATEWAY_SECRET": GATEWAY}
    with running(tmp_path, SUPERVISION_JOBS="external", **names) as started:
        monkeypatch.setenv("SUPERVISION_DATA_DIR", str(started.data_dir))
        engine.forget()
        for name in ("zhang", "li"):
            a_person(name, Grant(Role.AUDITOR))
        browser = Browser(started.url, headers={"X-Remote-User": "zhang", "X-Gateway-Secret": GATEWAY})
        assert browser.get("/audit")[0] == 303
        first = browser.cookies["supervision_session"]
        assert browser.get("/audit")[0] == 200
        browser.headers["X-Remote-User"] = "li"
        address = started.url.replace("http", "ws") + "/_stcore/stream"
        with (
            pytest.raises(InvalidStatus),
            connect(
                address, additional_headers={**browser.headers, "Cookie": f"supervision_session={first}"}
            ),
        ):
            pass
        assert browser.get("/audit")[0] == 303
        signed = sign_ins.look_up(browser.cookies["supervision_session"])
        assert signed is not None
        assert signed.name == "li女士"
        assert sign_ins.look_up(first) is None
        engine.forget()


def test_a_form_without_an_end_is_not_kept_in_memory() -> None:
    taken = 0

    async def endless() -> dict[str, object]:
        nonlocal taken
        taken += 1
        return {"type": "http.request", "body": b"x" * 4096, "more_body": taken < 100}

    sent = Request({"type": "http", "method": "POST", "path": "/sign-in", "headers": []}, endless)
    with ThreadPoolExecutor(1) as other:  # in this thread a browser of earlier tests may have its own loop
        assert other.submit(asyncio.run, routes.body(sent)).result() == b""
    assert taken * 4096 < 2 * routes.LONGEST_BODY


def test_beyond_this_machine_it_listens_only_once_people_sign_in(tmp_path: Path) -> None:
    refused = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", "app.py"]
        + ["--server.address", "0.0.0.0", "--server.port", "0"],
        cwd=ROOT, env=environment_of(tmp_path, {"SUPERVISION_SIGN_IN": "open"}),
        capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    assert refused.returncode != 0
