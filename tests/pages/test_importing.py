"""The import page: a file is looked at, imported, and taken back."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from core.access.actor import Role
from core.commands.jobs import work_off
from core.common.settings import settings
from core.common.text import LANGUAGES
from core.registry import own_kinds, own_levels
from core.registry.importing.batches import batches
from core.registry.importing.learned import all_words
from db.models import Channel, DutyPerson, Issue, Unit
from tests.core.imports.files import UNITS, a_book
from tests.office_files import an_offices_own_words
from tests.pages.pages import CHINESE, opened, words
from tests.registry_files import a_csv, a_site, a_workbook
from tests.rows import a_unit, a_website, all_of
from tests.server import ROOT


@pytest.fixture
def page(database):
    a_website(code="W0001", name="旧名", url="http://w0001.example.cn/", unit_id=a_unit(name="示例局"))
    return opened("importing")


def uploaded(page, data: bytes, name: str = "台账.csv"):
    page.file_uploader[0].upload(name, data).run()
    assert not page.exception, page.exception[0].value
    return page


def click(page, key: str):
    """Press a button, let the job that it asks for be done, and draw the page again."""
    page.button(key).click().run()
    assert not page.exception, page.exception[0].value
    work_off()
    return page.run()


def plainly(word: str) -> str:
    return word.replace("\\", "")


def results(page) -> list[tuple]:
    frame = page.dataframe[0].value
    return [tuple(row) for row in frame.itertuples(index=False)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_both_languages(database, language):
    found = words(opened("importing", language))
    assert any("XLSX" in word for word in found)
    assert language == "zh" or not [word for word in found if CHINESE.search(word)]


def test_the_dry_run_shows_old_and_new_and_writes_nothing(page):
    uploaded(page, a_csv(a_site("W0001", "新名")))
    assert results(page)[0][-1] == "平台名称：旧名 → 新名"
    assert all_of(Channel)[0].name == "旧名"


def test_a_file_is_imported_once_and_taken_back(page):
    uploaded(page, a_workbook(a_site("W0001", "新名"), a_site("W0002", "第二")), "台账.xlsx")
    click(page, "import-apply")
    assert not page.exception
    assert sorted(one.name for one in all_of(Channel)) == ["新名", "第二"]
    assert batches().rows[0].file_name == "台账.xlsx"
    assert not [button for button in page.button if button.key == "import-apply"]
    assert any("新增 1 个，更改 1 个" in plainly(word) for word in words(page))
    click(page, next(button.key for button in page.button if str(button.key).startswith("job-undo")))
    assert [one.name for one in all_of(Channel)] == ["旧名"]
    assert any("已撤销" in word for word in words(page))


def test_wrong_rows_hold_the_button_until_they_are_to_be_left_out(page):
    uploaded(page, a_csv(a_site("W0001", "新名"), a_site("W0002", "第二", site_code="1")))
    assert page.button("import-apply").disabled
    assert "网站标识码" in results(page)[0][-1]
    page.checkbox("skip_wrong").check().run()
    click(page, "import-apply")
    assert [one.name for one in all_of(Channel)] == ["新名"]


def test_missing_units_are_offered_to_be_created(page):
    uploaded(page, a_csv(a_site("W0002", "第二", unit="新单位")))
    assert "新单位" in results(page)[0][-1]
    page.checkbox("create_units").check().run()
    assert not page.button("import-apply").disabled


def test_a_refused_file_is_answered_in_a_sentence(page):
    uploaded(page, b"PK\x03\x04 nonsense", "台账.xlsx")
    assert [error.value for error in page.error][1:] == [
        "文件已损坏，无法读取。请用表格软件打开后另存为 XLSX 再试。"
    ]


def test_a_change_in_between_is_noticed(page):
    from core.registry.editing import edit
    from tests.registry_files import SUPERVISOR

    uploaded(page, a_csv(a_site("W0001", "新名")))
    edit(all_of(Channel)[0].id, {"name": "第三名"}, version=1, actor=SUPERVISOR)
    click(page, "import-apply")
    assert any("又有变化" in word for word in words(page))
    assert all_of(Channel)[0].name == "第三名"


def test_only_supervisors_reach_the_page(database, monkeypatch):
    monkeypatch.setenv("SUPERVISION_OPERATOR_ROLE", Role.STAFF.value)
    settings.cache_clear()
    page = AppTest.from_file(str(ROOT / "pages/importing/page.py"), default_timeout=30).run()
    assert any(error.icon == ":material/lock:" for error in page.error)
    assert not page.get("file_uploader")


def test_headings_that_nobody_knows_are_explained_on_the_page_and_remembered(page):
    uploaded(page, an_offices_own_words(), "台账.xlsx")
    assert "没有找到表头" in page.error[-1].value
    for heading, field in (("阵地类型", "kind"), ("归口", "unit"), ("标识", "account"), ("名称", "name")):
        page.selectbox(f"import-unknown-{heading}").set_value(field)
    keep(page)
    assert [one.label for one in page.selectbox if "蓝V" in one.label]
    page.selectbox("import-word-kind-蓝v").set_value("weibo")
    keep(page)
    page.checkbox("create_units").check().run()
    assert not page.button("import-apply").disabled
    assert {(one.topic, one.word) for one in all_words()} >= {("heading", "归口"), ("kind", "蓝V")}


def test_the_word_of_a_register_for_a_level_is_shown_declined_kept_and_edited(page):
    headings = ["平台名称", "平台类型", "行政层级", "开办单位", "账号"]
    data = a_book(
        headings, ["示例甲", "微博", "镇街", "示例局", "a"], ["示例乙", "微博", "镇街", "示例局", "b"]
    )
    uploaded(page, data, "台账.xlsx")
    said = "“乡镇（街道）级”在文件中一律写作“镇街”（2 行）"
    assert any(said in plainly(one.value) and "导入后" in plainly(one.value) for one in page.info)
    page.checkbox("level_names").uncheck().run()
    assert any(said.replace("一律", "") in plainly(one.value) for one in page.info)
    page.checkbox("level_names").check().run()
    click(page, "import-apply")
    assert own_levels.names() == {"township": "镇街"}
    page.session_state["level-names"] = True
    page.run()
    assert page.text_input("level-name-township").value == "镇街"

    def saved(name: str):
        page.text_input("level-name-township").set_value(name)
        next(one for one in page.button if "level-names" in str(one.proto.form_id)).click().run()
        assert not page.exception

    saved("市级")
    assert any("“市级”已是另一层级的名称" in plainly(one.value) for one in page.error)
    saved("街道（园区）")
    assert own_levels.names() == {"township": "街道（园区）"}
    assert [one for one in opened("registry").selectbox if "街道（园区）" in one.options]


def keep(page) -> None:
    """Send the first form that explains words."""
    next(button for button in page.button if button.label == "采用并记住").click().run()
    assert not page.exception, page.exception[0].value


def test_the_kinds_besides_the_register_are_looked_at_entered_and_taken_back(database):
    page = opened("importing")
    page.selectbox("import-kind").set_value("units").run()
    uploaded(page, UNITS, "单位.xlsx")
    assert [row[1] for row in results(page)] == ["新增"] * 3
    click(page, "kind-apply")
    assert [one.name for one in all_of(Unit)][1] == "示例区教育委员会"
    page.selectbox("import-kind").set_value("persons").run()
    data = a_book(["单位", "姓名", "职责"], ["教委会", "吴某", "联络员"])
    uploaded(page, data, "人员.xlsx")
    assert "单位网格中没有“教委会”。" in results(page)[0][-1]
    page.selectbox("kind-unit-教委会").set_value(all_of(Unit)[1].code)
    next(one for one in page.button if "kind-units" in str(one.proto.form_id)).click().run()
    assert not page.exception
    assert results(page)[0][1] == "新增"
    click(page, "kind-apply")
    assert {one.name for one in all_of(DutyPerson)} == {"李某", "钱某", "吴某"}
    assert [batch.kind for batch in batches().rows] == ["persons", "units"]


def test_headings_that_nobody_knows_are_explained_once(database):
    a_unit(name="示例局")
    page = opened("importing")
    page.selectbox("import-kind").set_value("persons").run()
    data = a_book(["哪个科室单位", "谁", "电话"], ["示例局", "吴某", "68120001"])
    uploaded(page, data, "人员.xlsx")
    assert "找不到表头" in plainly(page.error[-1].value)
    page.selectbox("kind-heading-persons-哪个科室单位-").set_value("unit")
    page.selectbox("kind-heading-persons-谁-").set_value("person")
    next(one for one in page.button if "kind-columns" in str(one.proto.form_id)).click().run()
    assert results(page)[0][1] == "新增"
    assert {one.topic for one in all_words()} == {"persons.heading"}


def test_a_kind_of_platform_is_added_corrected_and_removed(database):
    page = opened("importing")
    assert not [one for one in page.text_input if one.key == "own-name-new"]
    page.session_state["own-kinds"] = True
    page.run()
    page.text_input("own-name-new").set_value("渝快办号")
    page.text_input("own-also-new").set_value("渝快办、渝快办账号")

    def sent(form: str, place: int = 0):
        [one for one in page.button if form in str(one.proto.form_id)][place].click().run()
        assert not page.exception

    sent("own-kind-new")
    assert own_kinds.known()[0].also == ("渝快办", "渝快办账号")
    page.selectbox("own-kind").set_value("own_1").run()
    page.text_input("own-name-own_1").set_value("微博")
    sent("own-kind-own_1")
    assert any("微博" in plainly(one.value) for one in page.error)
    page.text_input("own-name-own_1").set_value("渝快办")
    sent("own-kind-own_1")
    assert own_kinds.known()[0].name == "渝快办"
    page.selectbox("own-kind").set_value("own_1").run()
    sent("own-kind-own_1", 1)
    assert own_kinds.known() == ()


def test_a_scan_asks_for_its_day_and_an_address_for_its_unit_once(page):
    page.selectbox("import-kind").set_value("scans").run()
    page.date_input("kind-day").set_value(date(2026, 8, 1)).run()
    text = "漏洞名称,风险等级,主机\nSQL注入,[高],w0001.example.cn\n弱口令,[中],10.9.9.9\n"
    uploaded(page, text.encode("gb18030"), "扫描.csv")
    assert [row[1] for row in results(page)] == ["有误"]
    assert "10.9.9.9" in results(page)[0][-1]
    page.selectbox("kind-unit-10.9.9.9").set_value(all_of(Unit)[0].code)
    next(one for one in page.button if "kind-units" in str(one.proto.form_id)).click().run()
    assert [row[1] for row in results(page)] == ["新增", "新增"]
    click(page, "kind-apply")
    found = sorted((one.title, one.channel_id is None, one.opened_on) for one in all_of(Issue))
    assert found == [("SQL注入", False, date(2026, 8, 1)), ("弱口令 (10.9.9.9)", True, date(2026, 8, 1))]
