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


# The quick reader leaves out what a visitor with scripts does not see; one that reads single tags does not.
SEEN_BY_ONE = (
    "<base href='/gov/'><a href='a.html'>一</a><a href='a.html#foot'>一</a><a href='/b.html'>二</a>"
    "<a href='mailto:a@b.cn'>信箱</a><noscript><a href='c.html'>三</a></noscript>"
)


def test_a_second_reader_counts_the_links_both_saw(capsys: pytest.CaptureFixture[str]):
    with serving(sends(page(FRESH + SEEN_BY_ONE))) as server:
        run(*allowed(server), "--json")
        json_out = capsys.readouterr().out
        run(*allowed(server))
        chinese = capsys.readouterr().out
        run(*allowed(server), "--language", "en")
        english = capsys.readouterr().out
        only_second = server.url("/gov/c.html")
    assert json.loads(json_out)["second_reader"] == {
        "both": 3,
        "only_first": [],
        "only_second": [only_second],
    }
    assert "两者都见到 3 个，仅第一个见到 0 个，仅第二个见到 1 个" in chinese
    assert "both saw 3, only the first 0, only the second 1" in english
    assert f"Only the second reader: {only_second}" in english


def test_a_page_that_cannot_be_read_has_no_second_opinion(capsys: pytest.CaptureFixture[str]):
    with serving(sends(page(FRESH, status="500 Oops"))) as server:
        run(*allowed(server), "--json")
    assert json.loads(capsys.readouterr().out)["second_reader"] is None
