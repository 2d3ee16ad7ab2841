"""The yearly verdict on the supervising body itself, and the words and records behind every line of it."""

import streamlit as st

from core.common.text import t
from core.rules import supervision
from core.rules.mapping import recorded
from core.rules.results import Effect, Verdict
from core.rules.supervision import Office, ReportRow
from pages.components.filters import choice
from pages.components.flash import say
from pages.components.format import plain
from pages.components.paper import hint
from pages.components.rule_labels import basis
from pages.components.table import Column, paged, table_box
from pages.components.verdict import line_columns, rule_text, verdict_head
from pages.rules.office_judgement import word_box


def office() -> None:
    """Choose a year; a chosen line opens its rule, what persons said, and the records that it counts."""
    say()
    years = [str(each) for each in supervision.years()]
    year = choice("year", t("verdict.year"), years, str, default=years[1])
    found = supervision.verdict_on_office(int(year if year in years else years[1]))
    if found is None:
        st.info(t("verdict.no_office"))
        return
    st.caption(t("verdict.office_intro"))
    verdict_head(found.verdict, found.rules)
    _unchecked(found.verdict)
    # In the order of the rules, so that a line stays chosen when its result changes.
    chosen = table_box(
        paged(found.verdict.lines),
        line_columns(found.rules),
        key="office-verdict",
        name=t("verdict.lines"),
        filters=year,
        select="one",
        identity=lambda line: line.indicator,
    )
    if chosen and chosen[0].indicator:
        _behind(found, chosen[0].indicator)
    else:
        hint(t("verdict.choose_records"))


def _unchecked(verdict: Verdict) -> None:
    """What nobody judged, and why it stays so."""
    missing = [line for line in verdict.lines if line.effect is Effect.UNCHECKED and line.indicator]
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


def _behind(found: Office, indicator: str) -> None:
    rule = found.rules.indicator[indicator]
    with st.container(border=True, key="office-rule", gap="xsmall"):
        st.markdown(f"**{plain(indicator)} {plain(rule.name)}**")
        rule_text(rule, basis(f"indicator.{indicator}", found.rules))
    word_box(found, indicator)
    if indicator in recorded():
        _records(found, indicator)


def _records(found: Office, indicator: str) -> None:
    said = found.words.get(indicator)
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
        name=t("office.ledger" if said and said.judged_as else "verdict.records"),
        filters=(found.year, indicator),
        empty=t("office.no_records"),
    )
