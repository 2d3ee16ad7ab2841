"""The yearly verdict on the supervising body itself, and the records behind every line of it."""

import streamlit as st

from core import clock
from core.reporting.sheet import Slice
from core.rules import supervision
from core.rules.mapping import recorded
from core.rules.results import Effect, Verdict
from core.rules.supervision import Office, ReportRow
from core.text import t
from pages.ui.filters import choice
from pages.ui.format import plain
from pages.ui.table import Column, table_box
from pages.ui.verdict import ORDER, line_columns, verdict_head

YEARS = 5


def office() -> None:
    """Choose a year; a chosen line opens the records that it counts."""
    last = clock.today().year - 1
    years = [str(last - back) for back in range(-1, YEARS)]
    year = choice("year", t("verdict.year"), years, str, default=str(last))
    found = supervision.verdict_on_office(int(year) if year in years else last)
    if found is None:
        st.info(t("verdict.no_office"))
        return
    st.caption(t("verdict.office_intro"))
    verdict_head(found.verdict, found.rules)
    _unchecked(found.verdict)
    lines = sorted(found.verdict.lines, key=lambda line: ORDER.index(line.effect))
    chosen = table_box(
        lambda limit, offset: Slice(tuple(lines[offset : offset + limit]), len(lines)),
        line_columns(found.rules),
        key="office-verdict",
        name=t("verdict.lines"),
        filters=year,
        select="one",
        identity=lambda line: line.indicator,
    )
    if chosen and chosen[0].indicator:
        _records(found, chosen[0].indicator)
    else:
        st.caption(t("verdict.choose_records"))


def _unchecked(told: Verdict) -> None:
    """What nobody judged, and why it stays so."""
    missing = [line for line in told.lines if line.effect is Effect.UNCHECKED and line.indicator]
    people = [plain(line.indicator or "") for line in missing if line.result.why == "person"]
    others = [plain(line.indicator or "") for line in missing if line.result.why != "person"]
    if missing:
        st.caption(
            t(
                "verdict.office_unchecked",
                n=len(missing),
                person=len(people),
                people=_named(people),
                records=len(others),
                recorded=_named(others),
            )
        )


def _named(indicators: list[str]) -> str:
    return t("rule.comma").join(indicators) or t("verdict.none_of_them")


def _records(found: Office, indicator: str) -> None:
    st.markdown(f"**{plain(indicator)} {plain(found.rules.indicator[indicator].name)}**")
    st.markdown(plain(found.rules.indicator[indicator].rule))
    if indicator not in recorded():
        return
    columns: list[Column[ReportRow]] = [
        Column(t("common.column.number"), lambda row: str(row.id), width=80),
        Column(t("verdict.column.report"), lambda row: row.text, width=320),
        Column(t("common.column.channel"), lambda row: row.channel, width=180),
        Column(t("common.column.unit"), lambda row: row.unit, width=160),
        Column(t("verdict.column.received_on"), lambda row: row.received_on, "day", width=110),
        Column(t("verdict.column.closed_on"), lambda row: row.closed_on, "day", width=110),
    ]
    table_box(
        lambda limit, offset: supervision.rows_behind(found, indicator, limit=limit, offset=offset),
        columns,
        key="office-records",
        name=t("verdict.records"),
        filters=(found.year, indicator),
    )
