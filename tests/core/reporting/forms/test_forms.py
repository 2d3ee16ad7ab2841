"""The yearly forms: computed lines agree with the report, entered ones are kept, three files say the same."""

from datetime import date
from io import BytesIO

import docx
import openpyxl
import pytest
from lxml import html

from core.access import Actor, Role
from core.accountability import keeping as accountability
from core.common import clock
from core.common.errors import DomainError
from core.common.text import LANGUAGES, use_language
from core.records import completeness, keeping
from core.reporting.forms.files import FILES
from core.reporting.forms.filling import OFFICE, enter, filled, websites
from core.reporting.forms.specification import FORMS, forms
from core.reporting.reports.period import read_period
from core.reporting.reports.report import make_report
from db.models import AuditEntry
from tests.rows import NOON, a_unit, a_website, all_of

CLERK, STAFF = Actor("丁", Role.INSPECTOR), Actor("乙", Role.STAFF)


def value(form, year, key, site=OFFICE):
    return next(one for one in filled(form, year, site).lines if one.key == key)


@pytest.mark.usefixtures("demo_database")
def test_computed_lines_of_supervision_are_the_figures_of_the_yearly_report():
    known = {one.path: one for one in make_report(read_period("yearly", "2019")).figures}
    lines = {one.key: one for one in filled("supervision", 2019).lines}
    for section in forms().supervision:
        for field in section.field:
            if field.source.startswith("figure."):
                figure = known[field.source.removeprefix("figure.")]
                assert (lines[field.key].value, lines[field.key].words) == (figure.value, figure.words)
    assert sum(lines[f"inspections_q{n}"].value or 0 for n in range(1, 5)) == 3
    assert lines["vulnerabilities"].words == "189"
    assert lines["fakes"].words == "未登记"
    assert (lines["trainings"].words, lines["trained"].words) == ("0", "0")


@pytest.mark.usefixtures("database")
def test_trainings_come_from_their_chapter_and_are_unknown_until_it_is_kept():
    def printed():
        lines = {one.key: one.words for one in filled("supervision", 2019).lines}
        return lines["trainings"], lines["trained"]

    assert printed() == ("未登记", "未登记")
    for month, attendees in ((3, 40), (9, 1200)):
        row = {"title": "培训", "day": date(2019, month, 5), "attendees": attendees}
        keeping.enter("training", row, actor=CLERK)
    assert printed() == ("2", "1,240")


@pytest.mark.usefixtures("database")
def test_calls_to_account_are_unknown_until_one_is_entered_or_none_is_confirmed():
    def printed():
        lines = {one.key: one.words for one in filled("supervision", 2019).lines}
        return lines["talk"], lines["criticism"]

    assert printed() == ("未登记", "未登记")
    completeness.confirm_none("accountability", 2019, actor=CLERK)
    assert printed() == ("0", "0")
    completeness.take_back_none("accountability", 2019, actor=CLERK)
    form = accountability.Form("talk", a_unit(), date(2019, 5, 6), "逾期未整改")
    row = accountability.enter(form, actor=Actor("主管", Role.SUPERVISOR))
    assert printed() == ("1", "0")
    accountability.withdraw(row, 1, "登记有误", actor=Actor("主管", Role.SUPERVISOR))
    assert printed() == ("未登记", "未登记")


@pytest.mark.usefixtures("demo_database")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_workbook_paper_and_page_hold_the_same_lines(form, language):
    use_language(language)
    made = filled(form, 2019, OFFICE if form == "supervision" else next(iter(websites())))
    wanted = [(one.label, one.words) for one in made.lines]
    book = openpyxl.load_workbook(BytesIO(FILES["xlsx"](made)))
    rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    assert [(row[1], str(row[2])) for row in rows] == wanted
    table = docx.Document(BytesIO(FILES["docx"](made))).tables[0]
    assert [(row.cells[1].text, row.cells[2].text) for row in table.rows[1:]] == wanted
    cells = [row.findall("td") for row in html.fromstring(FILES["html"](made)).iterfind(".//tbody/tr")]
    assert [(row[0].text_content(), row[1].text_content()) for row in cells] == wanted


@pytest.mark.usefixtures("either_database")
def test_a_line_is_entered_changed_and_taken_back_and_the_trail_knows():
    with clock.frozen(NOON):
        site = a_website(name="门户", icp="渝ICP备1号")
        enter("website", 2025, site, "drills", "1,204", actor=CLERK)
        assert value("website", 2025, "drills", site).words == "1,204"
        assert (value("website", 2025, "drills", site).by, value("website", 2024, "drills", site).value) == (
            "丁", None,
        )  # fmt: skip
        for seen in (None, "1200"):
            with pytest.raises(DomainError, match="他人"):
                enter("website", 2025, site, "drills", "9", seen=seen, actor=CLERK)
        enter("website", 2025, site, "drills", "", seen="1204", actor=CLERK)
        assert value("website", 2025, "drills", site).words == "未登记"
        assert value("website", 2025, "icp", site).words == "渝ICP备1号"
        assert value("website", 2025, "visits", site).words == "未登记"
        keeping.enter(
            "traffic",
            {"channel_id": site, "day": date(2025, 3, 1), "visits": 7, "new_visitors": 1},
            actor=CLERK,
        )
        assert value("website", 2025, "visits", site).words == "7"
        assert [one.action for one in all_of(AuditEntry) if one.noun == "form"] == ["enter", "enter"]


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("key", "given", "sentence"),
    [
        ("drills", "两次", "整数"),
        ("drills", "-1", "整数"),
        ("drills", "9" * 20, "整数"),
        ("visits", "3", "系统计算"),
        ("none", "3", "系统计算"),
        ("innovation", "新" * 501, "500"),
    ],
)
def test_a_wrong_value_is_refused_and_nothing_is_kept(key, given, sentence):
    with clock.frozen(NOON):
        site = a_website()
        with pytest.raises(DomainError, match=sentence):
            enter("website", 2025, site, key, given, actor=CLERK)
        with pytest.raises(DomainError):
            enter("website", 2025, site, "drills", "1", actor=STAFF)
        with pytest.raises(DomainError, match="选择"):
            enter("website", 2025, 999, "drills", "1", actor=CLERK)
        assert all(not one.by for one in filled("website", 2025, site).lines)


@pytest.mark.usefixtures("database")
def test_text_from_outside_is_text_on_the_page_that_is_published():
    with clock.frozen(NOON):
        site = a_website(name="<script>alert(1)</script>")
        enter("website", 2025, site, "innovation", "<b>新</b>&", actor=CLERK)
        page = FILES["html"](filled("website", 2025, site)).decode()
    assert "<script>" not in page
    assert "&lt;b&gt;新&lt;/b&gt;&amp;" in page
