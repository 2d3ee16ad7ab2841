"""Reports of a period: every figure one computation in text, tables and files, traced to its rows."""

import json
import re
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest
from pypdf import PdfReader
from reportlab.pdfbase import pdfmetrics

from core.__main__ import main
from core.access import Actor, Role
from core.common import clock
from core.common.errors import DomainError
from core.common.text import LANGUAGES, use_language
from core.documents import pdf_file
from core.records import completeness, keeping
from core.registry.site_columns import ColumnValues, add_column
from core.reporting.figures.labels import leaves, value_words
from core.reporting.reports import texts
from core.reporting.reports.behind import rows_behind
from core.reporting.reports.files import FILES, report_docx, report_pdf, report_xlsx
from core.reporting.reports.left_out import CHAPTER_OF
from core.reporting.reports.period import KINDS, Period, newest_complete, period_of, read_period
from core.reporting.reports.report import make_report, preview
from core.reporting.reports.values import ReportFigure, canonical, report_figures
from core.reporting.reports.wording import Section, written
from tests.rows import NOON, a_unit, a_website, an_issue

REPORT = json.loads(Path(__file__).parents[3].joinpath("data/shapingba-2019.json").read_text("utf-8"))
EXPECTED = {
    canonical(f"{section}.{path}"): value
    for section, found in REPORT.items()
    if isinstance(found, dict)
    for path, value in leaves(found)
}
OFFICE, CLERK = Actor("丙", Role.SUPERVISOR), Actor("丁", Role.INSPECTOR)
PERIODS = {"daily": "2026-11-20", "monthly": "2026-10", "quarterly": "2026Q3", "yearly": "2019"}


def figure(period, path):
    return next(one for one in report_figures(period) if one.path == path)


@pytest.mark.usefixtures("demo_database")
def test_the_yearly_report_prints_every_figure_of_the_published_one():
    report = make_report(read_period("yearly", "2019"))
    found = {one.path: one.value for one in report.figures}
    assert found.keys() == EXPECTED.keys()
    for path, value in EXPECTED.items():
        if value == "N":
            assert found[path] >= 1
        elif path.endswith("_at_least"):
            assert found[path] >= value
        else:
            assert found[path] == value, path
    text = "\n".join(section.text for section in report.sections)
    assert "{" not in text
    for one in report.figures:
        assert one.words in text, one.path
    assert len(report.identities) == 7
    assert all(one.holds for one in report.identities)


@pytest.mark.usefixtures("demo_database")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_text_docx_pdf_and_workbook_hold_the_same_words_for_every_figure(kind, language):
    use_language(language)
    report = make_report(read_period(kind, PERIODS[kind]))
    word = docx.Document(BytesIO(report_docx(report)))
    printed = "".join(page.extract_text() for page in PdfReader(BytesIO(report_pdf(report))).pages)
    book = openpyxl.load_workbook(BytesIO(report_xlsx(report)))
    rows = {row[0]: row[1] for row in book.worksheets[0].iter_rows(values_only=True)}
    cells = {row.cells[0].text: row.cells[1].text for row in word.tables[0].rows}
    for one in report.figures:
        assert cells[one.label] == one.words
        assert rows[one.label] == (one.value if isinstance(one.value, int) else one.words)
        assert one.words.replace(" ", "") in "".join(printed.split())
    body = "".join(paragraph.text for paragraph in word.paragraphs)
    for section in report.sections:
        for line in section.text.splitlines():
            assert line in body
            assert "".join(line.split()) in "".join(printed.replace("—", "").split()) or len(line) > 60


@pytest.mark.usefixtures("demo_database")
@pytest.mark.parametrize("kind", KINDS)
def test_every_count_has_as_many_rows_behind_it_as_it_says(kind):
    """Sums are the sum of the amounts; what is averaged, compared or dated has at least a row."""
    period = read_period(kind, PERIODS[kind])
    sums = {
        "portal.total_visits", "migration.portal_items_migrated_at_least",
        "interaction.opinions_collected_at_least",
    }  # fmt: skip
    averaged = {"portal.monthly_updates_average", "portal.daily_new_unique_visitors_gain"}
    for one in report_figures(period):
        found = rows_behind(one.path, period.counted, limit=100_000)
        if one.path in sums:
            assert sum(row.amount for row in found.rows) == (one.value or 0), one.path
        elif one.path.endswith("_percent") or one.path in averaged or isinstance(one.value, str):
            assert found.total or one.value is None, one.path
        elif one.path != "portal.mlps_level":
            assert found.total == (one.value or 0), one.path
        assert all(row.name for row in found.rows)


def test_periods_are_read_as_they_are_written_and_know_their_neighbours():
    with clock.frozen(NOON):
        for kind in KINDS:
            period = period_of(kind, date(2024, 2, 29))
            assert read_period(kind, period.key) == period
            assert period.before().last == period.first - timedelta(days=1)
            assert period.year_before().first.year == 2023
        assert period_of("quarterly", date(2024, 5, 1)) == Period(
            "quarterly", date(2024, 4, 1), date(2024, 6, 30)
        )
        assert newest_complete("quarterly").key == "2026Q3"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("quarterly", "2019Q5"), ("quarterly", "2019-12"), ("monthly", "2019-13"), ("yearly", "19"),
        ("daily", "2019-02-30"), ("weekly", "2019"), ("yearly", "2027"), ("daily", "1970-01-01"),
        ("monthly", "2019Q1"), ("yearly", ""),
    ],
)  # fmt: skip
def test_a_wrong_period_is_refused_with_a_sentence(kind, text):
    with clock.frozen(NOON), pytest.raises(DomainError) as why:
        read_period(kind, text)
    assert "{" not in str(why.value)


@pytest.mark.usefixtures("database")
def test_counts_are_compared_from_ten_on_and_percentages_in_points():
    with clock.frozen(NOON):
        unit = a_unit()
        a_website(unit_id=unit)
        for day, count in ((date(2026, 8, 3), 9), (date(2026, 9, 3), 12), (date(2026, 10, 3), 18)):
            for _ in range(count):
                an_issue(unit_id=unit, opened_on=day)
        found = {month: figure(period_of("monthly", date(2026, month, 1)), "work.issues_found")
                 for month in (9, 10)}  # fmt: skip
        assert found[9].before is None  # nothing was registered by then
    assert ReportFigure("work.issues_found", "", 18).change(12) == "+50%"
    assert ReportFigure("work.issues_found", "", 12).change(9) == "+3"
    assert ReportFigure("work.availability_percent", "", 99.5).change(98.0) == "+1.5个百分点"
    assert ReportFigure("work.issues_found", "", 7).change(7) == "持平"
    assert ReportFigure("portal.relaunched_in", "", "2019-05").change("2018-01") == ""


def test_a_sentence_says_risen_or_fallen_where_a_table_has_a_sign():
    issues, availability = "work.issues_found", "work.availability_percent"
    assert ReportFigure(issues, "", 117).change_said(120) == "下降2.5%"
    assert ReportFigure(issues, "", 18).change_said(12) == "增长50%"
    assert ReportFigure(issues, "", 4).change_said(9) == "减少5"
    assert ReportFigure(availability, "", 99.5).change_said(98.0) == "提高1.5个百分点"
    assert ReportFigure(availability, "", 99.54).change_said(99.52) == "持平", "not 0 points"
    assert ReportFigure(issues, "", 7).change_said(None) == ""
    use_language("en")
    assert ReportFigure(issues, "", 117).change_said(120) == "down 2.5%"


@pytest.mark.usefixtures("demo_database")
def test_a_period_under_way_is_compared_with_nothing():
    report = make_report(period_of("quarterly", clock.today()))
    assert not report.compared
    assert "环比" not in "".join(section.text for section in report.sections)
    assert make_report(newest_complete("quarterly")).compared


@pytest.mark.usefixtures("database")
def test_what_nobody_recorded_is_said_and_never_zero():
    with clock.frozen(NOON):
        a_website()
        report = make_report(period_of("yearly", date(2025, 6, 1)))
        text = "\n".join(section.text for section in report.sections)
        assert "应急演练未登记" in text
        assert "应急演练0次" not in text
        assert "security.drills" in {one.path for one in report.unrecorded}
        completeness.confirm_none("drill", 2025, actor=CLERK)
        assert "开展应急演练0次" in "\n".join(section.text for section in make_report(report.period).sections)


@pytest.mark.usefixtures("database")
def test_a_chapter_begun_earlier_in_the_year_counts_from_nothing_in_a_later_quarter():
    with clock.frozen(NOON):
        keeping.enter("drill", {"title": "断网演练", "day": date(2026, 5, 4)}, actor=CLERK)
        quarters = {key: figure(read_period("quarterly", f"2026Q{key}"), "security.drills").value
                    for key in (1, 2, 3)}  # fmt: skip
    assert quarters == {1: None, 2: 1, 3: 0}


@pytest.mark.usefixtures("database")
def test_months_left_out_of_a_sum_are_named():
    with clock.frozen(NOON):
        site = a_website(category="portal")
        for day in (date(2026, 2, 9), date(2026, 3, 9), date(2026, 6, 9)):
            keeping.enter(
                "traffic", {"channel_id": site, "day": day, "visits": 5, "new_visitors": 1}, actor=CLERK
            )
        half = make_report(read_period("quarterly", "2026Q2"))
        year = make_report(period_of("yearly", clock.today()))
    months = [date(2026, month, 1) for month in (4, 5, 7, 8, 9, 10)]
    assert dict(half.gaps) == {"traffic": tuple(months[:2])}
    assert dict(year.gaps) == {"traffic": tuple(months)}


@pytest.mark.usefixtures("database")
def test_the_offices_own_text_is_a_version_and_the_products_comes_back():
    with clock.frozen(NOON):
        a_website()
        own = [Section("own", "本区概况", "共{registry.channels_total}个平台|演练{security.drills}次")]
        assert texts.save("monthly", own, seen=0, actor=OFFICE) == 1
        assert (texts.version_of("monthly").made_by, texts.version_of("monthly").made_at) == ("丙", NOON)
        (section,) = make_report(period_of("monthly", date(2026, 10, 1))).sections
        assert section == Section("own", "本区概况", "共0个平台，应急演练未登记。")
        with pytest.raises(DomainError, match="他人"):
            texts.save("monthly", own, seen=0, actor=OFFICE)
        texts.restore("monthly", seen=1, actor=OFFICE)
        assert not texts.version_of("monthly").own
        assert [one.number for one in texts.versions("monthly")] == [2, 1]
        with pytest.raises(DomainError, match="他人"):
            texts.restore("monthly", seen=2, number=2, actor=OFFICE)
        assert texts.restore("monthly", seen=2, number=1, actor=OFFICE) == 3
        assert texts.sections_of("monthly") == tuple(own)
        use_language("en")
        assert texts.version_of("monthly").number == 0


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    "text",
    [
        "{security.drill}",
        "{of:security.drills}",
        "演练{",
        "{before:period}",
        "{}",
        "{a.b}次",
        "}" * 3,
        "{change:security.drills/drill/drills}",
        "{period/a/b}",
        "{security.drills/drill}",
    ],
)
def test_a_text_with_a_field_that_means_nothing_is_refused(text):
    with clock.frozen(NOON), pytest.raises(DomainError, match="不是可用的数据项"):
        texts.save("daily", [Section("a", "一", text)], seen=0, actor=OFFICE)


@pytest.mark.usefixtures("database")
def test_a_heading_holds_no_field_and_a_preview_saves_nothing():
    with clock.frozen(NOON):
        a_website()
        with pytest.raises(DomainError, match="不是可用的数据项"):
            texts.save("daily", [Section("a", "{period}", "")], seen=0, actor=OFFICE)
        period = period_of("monthly", date(2026, 10, 1))
        (shown,) = preview(period, [Section("a", "一", "发现{work.issues_found}个")])
        assert (shown.text, texts.version_of("monthly").number) == ("发现0个。", 0)
        with pytest.raises(DomainError, match="不是可用的数据项"):
            preview(period, [Section("a", "一", "{nothing}")])


def test_english_words_go_with_one_and_with_many():
    line = "{a.b} {a.b/drill was/drills were} done"
    period = period_of("yearly", date(2025, 1, 1))
    for value, said in ((1, "1 drill was done"), (2, "2 drills were done"), (0, "0 drills were done")):
        figure = ReportFigure("a.b", "Drills", value)
        (section,) = written([Section("a", "A", line)], period, [figure])
        assert section.text.startswith(said)


def test_every_template_of_the_product_holds_known_fields_only():
    from core.reporting.reports.wording import unknown_fields

    for language in LANGUAGES:
        use_language(language)
        for section in texts.texts().section:
            assert unknown_fields(section.text[language], texts.PATHS) == (), section.key


def test_braces_that_are_no_field_are_named_with_what_stands_in_them():
    from core.reporting.reports.wording import unknown_fields

    assert unknown_fields("共{没有这个字段}个，另{ x 个}，{a", texts.PATHS) == (
        "{没有这个字段}",
        "{ x 个}",
        "{",
    )


def test_an_inspector_does_not_change_the_text():
    with pytest.raises(DomainError):
        texts.save("daily", [], seen=0, actor=CLERK)


@pytest.mark.usefixtures("demo_database")
def test_the_brief_is_five_sentences_with_the_figures_of_the_report():
    for kind in KINDS:
        report = make_report(read_period(kind, PERIODS[kind]))
        assert report.brief.count("。") == 5
        total = next(one for one in report.figures if one.path == "registry.channels_total")
        assert f"在运行平台{total.words}个" in report.brief


@pytest.mark.usefixtures("demo_database")
def test_the_command_writes_each_kind_of_file_and_refuses_the_rest(tmp_path, capsys):
    for ending in FILES:
        file = tmp_path / f"报告.{ending}"
        assert main(["report", "quarterly", "--period", "2026Q3", "--out", str(file)]) == 0
        assert file.read_bytes()[:2] in (b"PK", b"%P")
    assert main(["report", "yearly", "--period", "2019Q1", "--out", str(tmp_path / "a.pdf")]) == 2
    assert main(["report", "yearly", "--out", str(tmp_path / "a.txt")]) == 2
    capsys.readouterr()
    assert main(["report", "yearly", "--period", "2019", "--out", str(tmp_path / "a.pdf"), "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["figures"]["interaction.messages_handled"] == 5470
    assert value_words("portal.total_visits", facts["figures"]["portal.total_visits"]) == "41,830,000"
    assert not [one.name for one in tmp_path.iterdir() if one.name.endswith(".part")]


@pytest.mark.usefixtures("demo_database")
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_letter_of_a_report_is_missing_from_the_fonts_in_its_pdf(language):
    """Counted in the file: every letter that is drawn has a glyph in the font it is drawn with."""
    use_language(language)
    pdf_file.register()
    shipped = pdfmetrics.getFont(pdf_file.REGULAR).face.charToGlyph
    for kind in KINDS:
        pdf = PdfReader(BytesIO(report_pdf(make_report(read_period(kind, PERIODS[kind])))))
        drawn = {letter for page in pdf.pages for letter in page.extract_text()}
        assert {letter for letter in drawn if ord(letter) not in shipped} <= set("\n\t\xa0")
        fonts = {
            str(font["/BaseFont"])
            for page in pdf.pages
            for font in (one.get_object() for one in page["/Resources"]["/Font"].values())
        }
        ours = tuple(pdf_file.FILES)
        assert all(name.partition("+")[2].startswith(ours) for name in fonts if "+" in name)


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_recorded_is_said_once_in_a_sentence(language):
    use_language(language)
    report = make_report(read_period("quarterly", "2026Q3"))
    lines = [line for one in report.sections for line in one.text.splitlines()]
    for line in lines:
        for sentence in re.split(r"[。.]\s*", line):
            clauses = [one.strip() for one in re.split("[，,]", sentence)]
            assert len(clauses) == len(set(clauses)), sentence


@pytest.mark.usefixtures("database")
def test_a_sentence_names_the_months_that_its_figures_leave_out():
    with clock.frozen(NOON):
        site, other = a_website(category="portal"), a_website()
        for day in (date(2025, 2, 9), date(2025, 4, 9), date(2026, 2, 9), date(2026, 3, 9), date(2026, 6, 9)):
            keeping.enter("traffic", {"channel_id": site, "day": day, "visits": 5}, actor=CLERK)
        # Another site's month says nothing of the portal's.
        keeping.enter("traffic", {"channel_id": other, "day": date(2026, 4, 9), "visits": 7}, actor=CLERK)
        updates = add_column(site, ColumnValues("要闻"), opened_on=date(2025, 1, 1), actor=OFFICE)
        for month in (3, 4, 6, 7, 8, 9, 10):
            given = {"column_id": updates, "month": date(2026, month, 1), "published": 30}
            keeping.enter("column_month", given, actor=CLERK)
        keeping.enter("drill", {"title": "断网演练", "day": date(2026, 5, 4)}, actor=CLERK)
        completeness.begin("drill", 2026, since=date(2026, 4, 1), actor=CLERK)
        report = make_report(period_of("yearly", clock.today()))
        paper = docx.Document(BytesIO(report_docx(report)))
    text = "\n".join(section.text for section in report.sections)
    visits = "2025-03、2025-05至2026-01、2026-04至2026-05、2026-07至2026-10"
    assert f"总访问量25次（{visits}未登记，不含在内）" in text
    assert "开展应急演练1次（2026-01至2026-03未登记，不含在内）。" in text
    assert "月均更新信息30条（2026-01至2026-02、2026-05未登记，不含在内）" in text
    assert text.count("不含在内") == 3, "a figure that leaves nothing out says nothing"
    printed = [line.text for line in paper.paragraphs]
    printed += [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert any("总访问量25次（2025-03、" in line for line in printed)
    named = {one.path: one.named for one in report.figures}
    assert named["security.drills"].endswith("（2026-01至2026-03未登记，不含在内）")
    assert named["security.drills"] in printed


def test_every_figure_of_the_year_that_people_keep_is_one_of_a_chapter():
    """A figure without one could never say what it leaves out."""
    itself = ("registry.", "work.", "verdicts.")
    others = {"portal.mlps_level", "migration.disclosure_bodies"}
    kept = {path for path in texts.PATHS if not path.startswith(itself)} - others
    assert kept == set(CHAPTER_OF)
