"""The page that reviews the register: an export is compared and kept, lines are put right on either side."""

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from core.access import Role
from core.commands.jobs import work_off
from core.common import clock
from core.common.settings import settings
from core.common.text import LANGUAGES, t
from core.lifecycle import screening
from core.lifecycle.screening import Filter
from core.registry.national import keeping
from db.engine import writing
from db.models import AccountProof, Case, Channel, Remedy
from tests.pages.pages import CHINESE, opened, words
from tests.registry_files import a_workbook
from tests.rows import a_unit, a_website, all_of

HEADINGS = ("网站名称", "政府网站标识码", "主办单位", "网站状态", "联系人")


@pytest.fixture
def site(database):
    unit = a_unit(name="示例局")
    return a_website(name="示例局网站", site_code="5001060001", contact="王某", unit_id=unit)


def compared(page):
    data = a_workbook(("示例局网站", "5001060001", "示例局", "正常运行", "李某"), headings=HEADINGS)
    page.file_uploader[0].upload("全国系统.xlsx", data).run()
    assert not page.exception, page.exception[0].value
    page.button("national-keep").click().run()
    assert not page.exception, page.exception[0].value
    return page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_both_languages_and_says_what_it_is_for(site, language):
    found = words(opened("reconciliation", language))
    assert language == "zh" or not [word for word in found if CHINESE.search(word)]


def test_an_export_is_looked_at_kept_and_listed(site):
    page = compared(opened("reconciliation"))
    [line] = keeping.lines(keeping.exports()[0].id)
    assert (line.field, line.ours, line.theirs, line.remedy) == ("contact", "王某", "李某", Remedy.OPEN)
    assert any("全国系统.xlsx" in word.replace("\\", "") for word in words(page))
    assert all_of(Channel)[0].contact == "王某"


def test_a_leader_reads_the_list_and_changes_nothing(site, monkeypatch):
    compared(opened("reconciliation"))
    monkeypatch.setenv("SUPERVISION_OPERATOR_ROLE", Role.LEADER.value)
    settings.cache_clear()
    page = opened("reconciliation")
    assert not page.get("file_uploader")
    assert [one.key for one in page.button if str(one.key).startswith("national-")] == []


def an_old_account(name: str, **fields) -> int:
    ident = a_website(name=name, kind="weibo", url="", **fields)
    with writing() as session:
        last = clock.today() - timedelta(days=200)
        session.add(AccountProof(channel_id=ident, last_post_on=last, actor="某", at=clock.now()))
    return ident


@pytest.mark.parametrize("language", LANGUAGES)
def test_zombies_are_listed(site, language):
    an_old_account("僵尸甲")
    an_old_account("僵尸乙")
    page = opened("reconciliation", language, tab="zombie")
    assert "**2**" in words(page)
    found = [word for word in words(page) if "僵尸" not in word]
    assert language == "zh" or not [word for word in found if CHINESE.search(word)]


def test_chosen_zombies_are_asked_about_before_anything_is_done(site):
    an_old_account("僵尸甲")
    an_old_account("僵尸乙")
    page = opened("reconciliation", tab="zombie")
    page.button("choose-all-screening-zombie").click().run()
    page.button("screening-close").click().run()
    assert len(page.get("dialog")) == 1
    assert all_of(Case) == []


def test_what_is_sent_in_the_dialog_is_opened_by_a_job(site):
    ids = [an_old_account("僵尸甲"), an_old_account("僵尸乙")]

    def script(ids: list[int]) -> None:
        from pages.reconciliation.screening import _ask

        _ask("zombie", ids, "screening-zombie")

    page = AppTest.from_function(script, args=(ids,), default_timeout=30).run()
    page.button[0].click().run()
    assert not page.exception, page.exception[0].value
    work_off()
    assert [one.channel_id for one in all_of(Case)] == ids
    assert len(screening.zombies(Filter(case="with")).listed) == 2


@pytest.mark.parametrize("tab", ["several", "two_months", "three_months"])
def test_every_list_says_when_it_is_empty(site, tab):
    page = opened("reconciliation", tab=tab)
    assert t("screening.none") in words(page)


def test_on_paper_every_list_stands_below_the_other(site):
    page = opened("reconciliation", print="1")
    assert not page.exception, page.exception[0].value
    found = words(page)
    assert [key for key in ("several", "zombie", "two_months", "three_months")
            if t(f"reconciliation.tab.{key}") not in found] == []  # fmt: skip
