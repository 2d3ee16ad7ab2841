"""The figures of a report with their comparisons; each opens the rows behind it."""

from functools import partial

import streamlit as st

from core.common.text import t
from core.reporting.figures.labels import value_words
from core.reporting.reports.behind import rows_behind
from core.reporting.reports.files import rows_sheet
from core.reporting.reports.report import Report
from core.reporting.reports.values import ReportFigure
from pages.components.dialog import open_dialog
from pages.components.paper import hint
from pages.components.table import Column, clear_choice, paged, table_box

TABLE = "report-figures"


def figures_box(report: Report) -> None:
    """Draw the table; a row that is chosen opens its records."""
    chosen = table_box(
        paged(report.figures),
        _columns(report),
        key=TABLE,
        name=t("report.figures"),
        filters=report.period.key,
        select="one",
        identity=lambda row: row.path,
    )
    hint(t("report.open_note"))
    if chosen:
        open_dialog(
            chosen[0].label,
            partial(_rows, report, chosen[0]),
            wide=True,
            on_dismiss=partial(clear_choice, TABLE),
        )


def _columns(report: Report) -> list[Column[ReportFigure]]:
    found: list[Column[ReportFigure]] = [
        Column(t("report.column.figure"), lambda row: row.named, width=340),
        Column(t("report.column.value"), lambda row: row.words, width=120),
    ]
    if not report.compared:
        return found
    if report.period.kind != "yearly":
        found += [
            Column(t("report.column.before"), lambda row: _then(row, row.before), width=120),
            Column(t("report.column.on_before"), lambda row: row.change(row.before), width=130),
        ]
    return [
        *found,
        Column(t("report.column.year_ago"), lambda row: _then(row, row.year_ago), width=120),
        Column(t("report.column.on_year"), lambda row: row.change(row.year_ago), width=130),
    ]


def _then(row: ReportFigure, value: object) -> str:
    return "" if value is None else value_words(row.path, value)


def _rows(report: Report, figure: ReportFigure) -> None:
    st.markdown(f"**{figure.words}**")
    table_box(
        lambda limit, offset: rows_behind(figure.path, report.period.counted, limit=limit, offset=offset),
        [
            Column(t("report.column.day"), lambda row: row.day, "day", 120),
            Column(t("report.column.name"), lambda row: row.name, width=320),
            Column(t("report.column.unit"), lambda row: row.unit, width=220),
            Column(t("report.column.amount"), lambda row: row.amount, "number", 110),
        ],
        key="report-rows",
        name=figure.label,
        filters=(report.period.key, figure.path),
        heading=False,
        empty=t("report.no_rows"),
        sheet=lambda: rows_sheet(report, figure),
    )
