"""The page that reviews the register: an export is compared and kept, lines are put right on either side."""

import pytest

from core.access import Role
from core.common.settings import settings
from core.common.text import LANGUAGES
from core.registry.national import keeping
from db.models import Channel, Remedy
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
