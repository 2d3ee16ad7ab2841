"""One channel's file on the page: found, asked to be checked, its evidence shown as text."""

import re
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.access.actor import Actor, Role
from core.common.outcome import Outcome
from core.common.settings import settings
from core.common.text import LANGUAGES, Language, catalogue
from core.monitoring import account_proofs, verdict_cache
from core.monitoring.channel_checks import asked, check_now
from core.rules import rule_set
from db.models import Channel, Severity
from tests.pages.pages import CHINESE, charts, opened, words
from tests.pages.test_work import a_picture
from tests.rows import a_leader, a_report, a_website, all_of, an_issue, recorded

SITE = "1"
CLERK = Actor("甲", Role.STAFF)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_registry_says_what_to_do(database: Path, language: Language) -> None:
    assert any("manage.py run" in word for word in words(opened("channel", language)))


@pytest.mark.parametrize("asked_for", ["abc", "-1", "0", "999999", "１", "99999999999999999999", "[x](y)"])
def test_an_unknown_file_is_said_and_the_search_offered(demo_database: Path, asked_for: str) -> None:
    page = opened("channel", id=asked_for)
    assert ["没有编号为" in warning.value for warning in page.warning] == [True]
    assert page.text_input(key="filter-q")


def test_a_channel_is_found_by_words(demo_database: Path) -> None:
    page = opened("channel", q="门户网站")
    assert len(page.dataframe[0].value) >= 1
    assert not page.warning


def test_without_words_no_second_registry_is_listed(demo_database: Path) -> None:
    page = opened("channel")
    assert len(page.dataframe) == 0
    assert catalogue("zh")["channel.search_explain"] in words(page)


def test_a_website_shows_its_visits_checks_and_history(demo_database: Path) -> None:
    token = a_leader()
    recorded(token, a_report(1, Outcome.OK, first_byte_ms=30.0, evidence={"status": 200, "tls": None}))
    recorded(token, a_report(1, Outcome.OK, check="home_freshness", evidence=FRESH))
    page = opened("channel", id=SITE)
    said = words(page) + words(opened("channel", id=SITE, tab="checks"))
    assert charts(page) == 1
    assert any("最近 1 次探测" in word for word in said)
    assert any("最新一条 2026-11-20，距今 3 天" in word for word in said)
    assert any("最近 90 天" in word for word in said)
    assert "立即复查" in said


def test_evidence_from_outside_is_only_text(demo_database: Path) -> None:
    evil = "<img src=x onerror=alert(1)> [link](javascript:alert(1))"
    recorded(a_leader(), a_report(1, Outcome.OK, check="home_freshness", evidence={**FRESH, "item": evil}))
    page = opened("channel", id=SITE, tab="checks")
    assert any(evil in code.value for code in page.code)
    obeyed = re.compile(r"(?<!\\)<img|(?<!\\)\[link")
    assert not any(obeyed.search(word) for word in words(page))


def test_a_failure_comes_with_what_to_do(demo_database: Path) -> None:
    token = a_leader()
    for confirming in (False, True, True):
        recorded(token, a_report(1, Outcome.PROBLEM), confirming=confirming)
    said = words(opened("channel", id=SITE, tab="checks"))
    assert any("网站服务可能已停止" in word for word in said)
    assert any("与登记不一致" in word for word in said)


def test_asking_for_a_check_waits_and_then_tells_the_answer(demo_database: Path) -> None:
    token = a_leader()
    page = opened("channel", id=SITE)
    page.button(key="check-now").click().run()
    assert not page.exception
    assert any("正在等待监测系统" in info.value for info in page.info)
    checks = {request.check for request in asked(1)}
    assert {"availability", "home_freshness", "certificate"} <= checks
    assert not {"availability_week", "after_closing", "account_freshness"} & checks
    recorded(
        token, *[a_report(1, Outcome.OK, check=check, evidence=FRESH) for check in checks], confirming=True
    )
    page.run()
    assert any("完成：" in word and str(len(checks)) in word for word in words(page))


def test_the_print_view_shows_every_part_below_the_other(demo_database: Path) -> None:
    page = opened("channel", id=SITE, print="1")
    assert not page.exception
    assert not page.tabs
    titles = [title.value for title in page.subheader]
    assert [title for title in ("运行监测", "问题", "评定", "登记信息") if title not in titles] == []


def test_waiting_without_a_checker_says_so(demo_database: Path) -> None:
    check_now(1, actor=CLERK)
    page = opened("channel", id=SITE)
    assert any("监测系统未运行" in warning.value for warning in page.warning)


def test_a_leader_sees_no_button(demo_database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPERVISION_OPERATOR_ROLE", "leader")
    settings.cache_clear()
    assert "立即复查" not in words(opened("channel", id=SITE))


def test_an_account_has_no_visits_and_says_what_is_known_of_its_posts(demo_database: Path) -> None:
    account = next(channel for channel in all_of(Channel) if channel.kind == "weibo")
    page = opened("channel", id=str(account.id))
    assert charts(page) == 0
    assert any("监测系统还没有查看过这个账号" in word for word in words(page))
    assert "立即复查" in words(page)


def test_the_english_page_has_no_chinese_but_names(demo_database: Path) -> None:
    names = {channel.name for channel in all_of(Channel)} | {"值班员", rule_set().name}
    recorded(a_leader(), a_report(1, Outcome.OK, check="home_freshness", evidence=FRESH))
    said = [word for word in words(opened("channel", "en", id=SITE, print="1")) if CHINESE.search(word)]
    assert [word for word in said if not any(name[:4] in word for name in names)] == []


FRESH = {"newest": "2026-11-20", "age_days": 3, "window_days": 14, "item": "a", "where": "ul > li"}


def test_proofs_are_shown_and_staff_may_add_one(demo_database: Path) -> None:
    hidden = next(one for one in all_of(Channel) if one.kind == "douyin" and not one.url)
    account_proofs.give(hidden.id, date(2026, 11, 22), note="手机查看", actor=CLERK)
    page = opened("channel", id=str(hidden.id))
    assert any("2026-11-22" in word for word in words(page))
    assert any("手机查看" in word for word in words(page))
    page = page.button(key="proof-open").click().run()
    assert not page.exception
    assert "登记" in words(page)


def test_an_account_shows_what_its_feed_said(demo_database: Path) -> None:
    read = next(one for one in all_of(Channel) if one.url.endswith("rss.xml"))
    evidence = {"newest": "2026-10-01", "age_days": 53, "window_days": 14, "how": "feed"}
    recorded(a_leader(), a_report(read.id, Outcome.PROBLEM, check="account_freshness", evidence=evidence))
    said = words(opened("channel", id=str(read.id)))
    assert any("最近发布 2026-10-01，距今 53 天" in word for word in said)
    assert "依据：订阅地址" in said


def the_form(channel_id: int) -> AppTest:
    """The dialog by itself: AppTest runs whole scripts, which closes dialogs."""

    def script(channel_id: int) -> None:
        from pages.channel.account import proof_form
        from pages.shell.language import apply_language

        apply_language()
        proof_form(channel_id)

    return AppTest.from_function(script, args=(channel_id,), default_timeout=30).run()


def test_a_proof_is_recorded_with_a_picture_and_the_checker_is_asked(demo_database: Path) -> None:
    hidden = next(one for one in all_of(Channel) if one.kind == "douyin" and not one.url)
    page = the_form(hidden.id)
    page.date_input[0].set_value(date(2026, 11, 22))
    page.text_input(key="proof-note").input("手机查看")
    page.file_uploader(key="proof-file").upload("a.png", a_picture(), "image/png")
    page.button[0].click().run()
    assert not page.exception
    newest = account_proofs.given(hidden.id)[0]
    assert (newest.last_post_on, newest.note, newest.name) == (date(2026, 11, 22), "手机查看", "a.png")
    assert [request.check for request in asked(hidden.id)] == ["account_freshness"]


def test_a_file_that_is_no_picture_is_refused_in_the_form(demo_database: Path) -> None:
    hidden = next(one for one in all_of(Channel) if one.kind == "douyin" and not one.url)
    before = account_proofs.given(hidden.id)
    page = the_form(hidden.id)
    page.file_uploader(key="proof-file").upload("a.png", b"MZ\x00", "image/png")
    page.button[0].click().run()
    assert any("不是图片" in error.value for error in page.error)
    assert account_proofs.given(hidden.id) == before


def test_an_account_that_a_veto_fails_is_red_in_the_head_of_its_file(database: Path) -> None:
    account = a_website(kind="wechat_subscription", name="示例发布", url="", account="shili")
    an_issue(channel_id=account, severity=Severity.VETO, title="发布了冒用名称的内容")
    verdict_cache.refresh()
    (red,) = [said.value for said in opened("channel", id=str(account)).markdown if "red-badge" in said.value]
    assert "单项否决" in red
    assert "发布了冒用名称的内容" in red
