"""`python -m checks once URL`: one site, no database."""

import argparse
import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from checks import once
from checks.rules import SITE_CHECKS
from core.common import clock
from core.common.text import use_language
from tests.checks.web import Server, page, sends, serving

FRESH = (
    "<title>示例网</title><p>渝ICP备05003300号</p>"
    "<li><a href='/a.html'>全区经济工作会议召开</a><span>2026-11-20</span></li>"
)


@pytest.fixture(autouse=True)
def _fixed() -> Iterator[None]:
    with clock.frozen(datetime(2026, 11, 23, 4, tzinfo=UTC)):
        yield
    use_language("zh")


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    once.add_arguments(parser)
    return once.main(parser.parse_args(arguments))


def allowed(server: Server) -> tuple[str, str, str]:
    return server.url(), "--allow", f"127.0.0.1:{server.port}"


def test_it_prints_facts_and_outcomes_in_chinese(capsys: pytest.CaptureFixture[str]):
    with serving(sends(page(FRESH))) as server:
        assert run(*allowed(server)) == 1
    out = capsys.readouterr().out
    for words in ("标题：示例网", "首页可用性：正常", "首页更新：正常", "2026-11-20", "渝ICP备05003300号"):
        assert words in out


def test_it_speaks_english_when_asked(capsys: pytest.CaptureFixture[str]):
    with serving(sends(page(FRESH, status="500 Oops"))) as server:
        assert run(*allowed(server), "--language", "en") == 1
    assert "Server error" in capsys.readouterr().out


def test_it_prints_json_for_machines(capsys: pytest.CaptureFixture[str]):
    with serving(sends(page(FRESH))) as server:
        assert run(*allowed(server), "--json") == 1
    reported = json.loads(capsys.readouterr().out)
    outcomes = {check["check"]: check["outcome"] for check in reported["checks"]}
    assert reported["visit"]["status"] == 200
    assert reported["page"]["title"]["value"] == "示例网"
    assert (outcomes["availability"], outcomes["home_freshness"]) == ("ok", "ok")
    assert set(outcomes) == {"availability", *SITE_CHECKS}
    missing = {problem["key"] for check in reported["checks"] for problem in check["problems"]}
    assert {"mark:site_code", "home:SiteName"} <= missing
    assert "mark:icp" not in missing


def test_a_private_address_is_not_visited_unless_allowed(capsys: pytest.CaptureFixture[str]):
    with serving(sends(page(FRESH))) as server:
        assert run(server.url()) == 1
        assert server.connections == 0
    assert "地址不允许访问" in capsys.readouterr().out


@pytest.mark.parametrize("url", ["www.example.gov.cn", "http://", "ftp://example.gov.cn", "", "http:///x"])
def test_an_address_without_host_gets_a_sentence_that_says_what_to_type(
    url: str, capsys: pytest.CaptureFixture[str]
):
    assert run(url) == 2
    assert "https://www.example.gov.cn/" in capsys.readouterr().err


def test_a_wrong_allowance_gets_a_sentence(capsys: pytest.CaptureFixture[str]):
    assert run("http://www.example.gov.cn/", "--allow", "everything") == 2
    assert "everything" in capsys.readouterr().err
