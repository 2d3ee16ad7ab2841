"""A report as files: DOCX and PDF in the layout of official papers, and its figures as a workbook."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from core.common.export import rows_xlsx
from core.common.sheet import Cell, Sheet
from core.common.text import t
from core.documents import Annex, Official, Text, docx_of, pdf_of
from core.notices.lists import last_paper
from core.notices.wording import numeral
from core.reporting.figures.labels import identity_words, value_words
from core.reporting.reports.behind import rows_behind
from core.reporting.reports.report import Report, gap_words
from core.reporting.reports.values import ReportFigure

# How a value stands in a table.
Shown = Callable[[str, Any], Cell]
# Rows behind one figure that a workbook takes along.
MOST_ROWS = 20_000


def report_docx(report: Report) -> bytes:
    """The report as DOCX."""
    return docx_of(official(report))


def report_pdf(report: Report) -> bytes:
    """The report as PDF."""
    return pdf_of(official(report))


def report_xlsx(report: Report) -> bytes:
    """Its figures and lists as a workbook, a page each."""
    return rows_xlsx(*report_sheets(report))


def report_sheets(report: Report) -> tuple[Sheet, ...]:
    """The annexes as tables of a workbook, in which counts are numbers to reckon with."""
    return tuple(Sheet(one.title, one.headings, one.rows) for one in _annexes(report, _reckoned))


def rows_sheet(report: Report, figure: ReportFigure) -> Sheet:
    """The rows behind one figure."""
    found = rows_behind(figure.path, report.period.counted, limit=MOST_ROWS).rows
    headings = [t(f"report.column.{name}") for name in ("day", "name", "unit", "amount")]
    return Sheet(figure.label, headings, [[one.day, one.name, one.unit, one.amount] for one in found])


FILES: Mapping[str, Callable[[Report], bytes]] = MappingProxyType(
    {"docx": report_docx, "pdf": report_pdf, "xlsx": report_xlsx}
)


def official(report: Report) -> Official:
    """The report as an official paper, signed by the office of the newest notice."""
    office, _, _ = last_paper()
    last = report.period.counted.last
    body: list[Text] = []
    for place, section in enumerate(report.sections, start=1):
        body.append(Text(t("document.first", n=numeral(place), heading=section.heading), level=1))
        body += [Text(line) for line in section.text.splitlines() if line.strip()]
    return Official(
        office=office,
        number="",
        title=report.title,
        recipients="",
        body=body,
        day=t("document.day", year=last.year, month=last.month, day=last.day),
        annexes=annexes(report),
        mark="" if report.period.complete else t("report.under_way"),
    )


def annexes(report: Report) -> tuple[Annex, ...]:
    """All figures with their comparisons; then, where there are any, those that changed, what is not
    recorded, and whether the figures agree."""
    return _annexes(report, value_words)


def _annexes(report: Report, shown: Shown) -> tuple[Annex, ...]:
    made = (_figures(report, shown), _changed(report, shown), _missing(report), _agreeing(report))
    return tuple(one for one in made if one.rows)


def _reckoned(path: str, value: Any) -> Cell:
    """A count as a number; everything else in words."""
    return value if isinstance(value, int) else value_words(path, value)


def _figures(report: Report, shown: Shown) -> Annex:
    headings = [t("report.column.figure"), t("report.column.value")]
    widths = [24.0, 11.0]
    if report.compared:
        names = ["before", "on_before"] if report.period.kind != "yearly" else []
        names += ["year_ago", "on_year"]
        headings += [t(f"report.column.{name}") for name in names]
        widths += [11.0] * len(names)
    rows: list[list[Cell]] = [_row(report, one, shown) for one in report.figures]
    return Annex(t("report.annex.figures"), headings, rows, widths)


def _row(report: Report, one: ReportFigure, shown: Shown) -> list[Cell]:
    row: list[Cell] = [one.named, shown(one.path, one.value)]
    if not report.compared:
        return row
    if report.period.kind != "yearly":
        row += [_then(one, one.before, shown), one.change(one.before)]
    return [*row, _then(one, one.year_ago, shown), one.change(one.year_ago)]


def _then(one: ReportFigure, value: Any, shown: Shown) -> Cell:
    return "" if value is None else shown(one.path, value)


def _changed(report: Report, shown: Shown) -> Annex:
    headings = [t(f"report.column.{name}") for name in ("figure", "value", "year_ago", "on_year")]
    rows: list[list[Cell]] = [
        [one.named, shown(one.path, one.value), _then(one, one.year_ago, shown), one.change(one.year_ago)]
        for one in report.changed
    ]
    wanted = rows if report.period.kind == "yearly" else []
    return Annex(t("report.annex.changed"), headings, wanted, [24, 11, 11, 11])


def _missing(report: Report) -> Annex:
    headings = [t("report.column.figure"), t("report.column.state")]
    rows: list[list[Cell]] = [[one.label, one.words] for one in report.unrecorded]
    rows += [[t(f"records.chapter.{key}"), gap_words(key, months)] for key, months in report.gaps]
    return Annex(t("report.annex.missing"), headings, rows, [26, 26])


def _agreeing(report: Report) -> Annex:
    rows: list[list[Cell]] = [[identity_words(one)] for one in report.identities]
    return Annex(t("report.annex.identities"), [t("figure.identity.title")], rows, [52])
