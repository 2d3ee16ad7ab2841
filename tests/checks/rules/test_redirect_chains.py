"""The way from a registered address to its page, by names in both forms, as both readers go it."""

import socket
from contextlib import closing

import pytest

from checks.fetch import Limits
from checks.rules import redirects
from core.common.outcome import Outcome, Target
from core.rules import rule_set
from tests.checks.test_odd_answers import by_libcurl, by_requests
from tests.checks.web import PATIENCE_S, fetcher, page, serving

NAME, SENT = "www.区政府.政务", "www.xn--dkru8xvkf.xn--zfr164b"
ITEMS = "".join(f"<li><a href=/{n}.html>区领导调研重点项目建设情况{n}</a></li>" for n in range(20))


@pytest.fixture(autouse=True)
def _every_name_is_here(monkeypatch: pytest.MonkeyPatch) -> None:
    here = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
    monkeypatch.setattr(socket, "getaddrinfo", lambda _host, port, *_, **__: [(*here, ("127.0.0.1", port))])


@pytest.mark.parametrize(
    ("start", "location", "end"),
    [
        ("qu.gov.cn", "http://www.qu.gov.cn:{port}/web/", "www.qu.gov.cn:{port}/web/"),
        (NAME, "http://" + SENT + ":{port}/web/", SENT + ":{port}/web/"),
        (SENT, "http://" + NAME + ":{port}/网/", SENT + ":{port}/%E7%BD%91/"),
        (NAME.removeprefix("www."), "//" + NAME + ":{port}/in/", SENT + ":{port}/in/"),
        (SENT.upper(), "\\web\\index.html", SENT + ":{port}/web/index.html"),
        ("www.qu.gov.cn", "http://www。qu。gov。cn:{port}/x", "www.qu.gov.cn:{port}/x"),
    ],
)
def test_one_name_in_any_form_is_no_other_site(start: str, location: str, end: str):
    def answer(connection: socket.socket, path: str) -> None:
        sent = f"Location: {location.format(port=server.port)}"
        moved = page("", status="302 Found", headers=(sent,))
        connection.sendall(moved if path == "/" else page(f"<title>区</title><ul>{ITEMS}</ul>"))

    limits = Limits(timeout_s=PATIENCE_S, allowed_private=("127.0.0.0/8",))
    with serving(answer) as server:
        url = f"http://{start}:{server.port}/"
        ends = [visit(url, limits).final_url for visit in (by_requests, by_libcurl)]
        assert ends == ["http://" + end.format(port=server.port)] * 2
        with closing(fetcher(server)) as reader:
            report = redirects.check(Target(1, "区", url), fetcher=reader, rules=rule_set())
    assert (report.outcome, report.problems) == (Outcome.OK, ())
