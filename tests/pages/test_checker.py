"""The page of the checker: at work or not, runs, what could not be checked, settings and rules."""

from pathlib import Path

import pytest

from core.access import Actor, Role
from core.access.actor import use_provider
from core.common.outcome import Failure, Outcome
from core.common.settings import Settings, settings
from core.common.text import LANGUAGES, Language, catalogue
from core.monitoring import backups, flips, runs
from db.models import RunState
from pages.checker.settings import settings_lines
from tests.pages.pages import CHINESE, opened, words
from tests.rows import a_leader, a_report, a_website, recorded


def suspicions_on_hold(count: int = 3) -> None:
    token = a_leader()
    for _ in range(count):
        recorded(token, a_report(a_website(), Outcome.PROBLEM))
    assert flips.hold_if_many(share=0.1, least=1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_checker_the_page_says_how_to_start_one(database: Path, language: Language) -> None:
    said = words(opened("checker", language))
    assert f"**{catalogue(language)['checker.stopped']}**" in said
    assert any("python -m checks" in word for word in said)


def test_before_the_first_run_nothing_is_said_to_be_well(database: Path) -> None:
    page = opened("checker")
    assert catalogue("zh")["checker.run.none"] in [info.value for info in page.info]
    assert not any("最近没有异常运行" in line.value for line in page.markdown)


def test_a_checker_at_work_is_named(demo_database: Path) -> None:
    recorded(a_leader(), a_report(1, Outcome.OK))
    said = words(opened("checker"))
    assert "**正在工作**" in said
    assert any("由 test 执行" in word for word in said)


def test_what_could_not_be_checked_comes_with_its_remedy(demo_database: Path) -> None:
    recorded(a_leader(), a_report(1, Outcome.BLOCKED, failure=Failure.FIREWALL))
    said = words(opened("checker", tab="unchecked"))
    assert any("被安全防护拦截" in word and "首页可用性 1" in word for word in said)
    assert any("加入白名单" in word for word in said)


def test_runs_that_went_wrong_are_explained(demo_database: Path) -> None:
    run = runs.begin("availability", token=a_leader(), planned=3)
    runs.end(run, state=RunState.VOID, error="reference")
    tables = [table.value.to_string() for table in opened("checker").dataframe]
    assert any("参照网址全部无法访问" in table for table in tables)


def test_failures_on_hold_are_let_go_by_a_supervisor(database: Path) -> None:
    suspicions_on_hold()
    page = opened("checker")
    assert any("3 个平台同时异常" in word for word in words(page))
    page.button(key="let-go").click().run()
    assert not page.exception
    assert flips.on_hold_count() == 0
    assert not any("同时异常" in word for word in words(page))


def test_staff_see_suspended_failures_but_may_not_let_go(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    suspicions_on_hold()
    monkeypatch.setenv("SUPERVISION_OPERATOR_ROLE", "staff")
    settings.cache_clear()
    page = opened("checker")
    assert any("3 个平台同时异常" in word for word in words(page))
    assert "let-go" not in {button.key for button in page.button}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_setting_has_its_name_and_no_name_is_left_over(language: Language) -> None:
    named = {key for key in catalogue(language) if key.startswith("checker.setting.")}
    assert named == {f"checker.setting.{name}" for name in Settings.model_fields}


def test_every_setting_is_shown_and_no_secret(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPERVISION_SECRET_KEY", "a-key-nobody-sees")
    monkeypatch.setenv("SUPERVISION_REFERENCE_URLS", '["http://somebody:password-one@127.0.0.1/"]')
    settings.cache_clear()
    chosen = Settings(database_url="postgresql://somebody:password-two@127.0.0.1/x", scheduler="tls://a:1")
    lines = {variable: value for _, value, variable in settings_lines(chosen)}
    assert len(lines) == len(Settings.model_fields)
    assert (lines["SUPERVISION_SECRET_KEY"], lines["SUPERVISION_DATABASE_URL"]) == ("已设置", "已设置")
    assert (lines["SUPERVISION_SCHEDULER"], lines["SUPERVISION_CRAWL_GAP_S"]) == ("tls://a:1", "0.1 秒")
    assert not any("password" in value or "nobody" in value for value in lines.values())
    shown = [table.value.to_string() for table in opened("checker", tab="settings").dataframe]
    assert any("SUPERVISION_SIGN_IN" in table for table in shown)
    assert not any("password" in table or "nobody-sees" in table for table in shown)


def test_defaults_that_are_no_law_are_marked(database: Path) -> None:
    rules = opened("checker", tab="rules").dataframe[-1].value
    basis = dict(zip(rules.iloc[:, 0], rules.iloc[:, 2], strict=True))
    assert basis["打开超时（秒）"] == "文件规定"
    assert basis["认定异常前的复测次数"] == "默认值，可修改"
    assert basis["整改期限：单项否决"] == "默认值，可修改"


def test_the_english_page_has_no_chinese_but_the_rule_sets_own_name(demo_database: Path) -> None:
    recorded(a_leader(), a_report(1, Outcome.BLOCKED, failure=Failure.FIREWALL))
    said = [word for word in words(opened("checker", "en", print="1")) if CHINESE.search(word)]
    assert all("国办秘函" in word for word in said)


def test_nonsense_in_the_address_is_ignored(demo_database: Path) -> None:
    opened("checker", sweep="<x>", page="-3", size="abc")


def test_an_administrator_sees_when_a_backup_was_verified_and_asks_for_one(database: Path) -> None:
    administrator = Actor("管理员", Role.ADMINISTRATOR)
    use_provider(lambda: administrator)
    try:
        for language, never in (("zh", "从未"), ("en", "never")):
            app = opened("checker", language, tab="backups")
            assert not app.exception
            assert any(never in each.value for each in app.markdown)
            assert len(app.warning) == 1
        app.button(key="backup-now").click().run()
        token = a_leader()
        begun = backups.begin(token)
        assert begun is not None
        backups.made(token, begun[0], size=3 * 2**20, files=2, damaged=0)
        backups.verified(token, begun[0])
        assert not opened("checker", tab="backups").warning
        backups.failed(token, begun[0], "no room")
        assert "no room" in opened("checker", tab="backups").error[0].value
    finally:
        use_provider(None)
    assert "backup-now" not in {button.key for button in opened("checker", tab="backups").button}
