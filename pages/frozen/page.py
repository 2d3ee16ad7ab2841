"""Frozen months: closing a month, what was kept of it, and what was corrected since."""

from datetime import date
from typing import Any

import streamlit as st

from core.access import Role, current_actor
from core.common import clock
from core.common.errors import DomainError
from core.common.past import FIRST
from core.common.text import has, t
from core.registry.kinds import kind_name
from core.reporting import frozen
from core.reporting.figures import figures_of, identities
from core.reporting.figures.labels import identity_words, label, leaves, value_words
from core.reporting.frozen import Correction, MonthLine, Write
from core.reporting.statistics.registry import any_channel
from pages.components.changes import changes
from pages.components.dialog import open_dialog
from pages.components.flash import keep, kept
from pages.components.format import actor, instant, plain, signed, word
from pages.components.header import empty_state, header
from pages.components.paper import folded
from pages.components.table import Column, paged, table_box
from pages.shell.guard import require

MONTHS = 12


def show() -> None:
    """Draw the months and the one that is chosen, the newest by default."""
    lines = frozen.months(MONTHS)
    chosen = table_box(
        paged(lines),
        _columns(),
        key="months",
        name=t("frozen.table"),
        select="one",
        identity=lambda row: row.month,
    )
    st.caption(t("frozen.choose"))
    asked = st.query_params.get("month", "")
    by_name = {f"{line.month:%Y-%m}": line for line in lines}
    line = chosen[0] if chosen else by_name.get(asked, lines[0])
    _one(line)


def _one(line: MonthLine) -> None:
    name = f"{line.month:%Y-%m}"
    with st.container(border=True, key="month-detail", gap="small"):
        st.subheader(name, anchor=False)
        if line.frozen_at is None:
            if current_actor().role.allows(Role.SUPERVISOR) and st.button(
                t("frozen.freeze", month=name), key="freeze", type="primary", icon=":material/ac_unit:"
            ):
                open_dialog(t("frozen.freeze", month=name), lambda: _freeze(line.month))
            st.markdown(f"**{t('frozen.preview')}**")
            _figures(frozen.counted(line.month))
            return
        st.markdown(t("frozen.by", who=plain(line.actor), at=instant(line.frozen_at)))
        st.caption(t("frozen.rules", versions=_versions(line)))
        _corrections(line.month)
        kept = frozen.frozen(line.month)
        if kept is not None:
            with folded(t("frozen.kept")):
                _figures(kept.figures)


def any_day() -> None:
    """Draw the figures of a day that a person names: today, the end of a month, or of a year long past."""
    st.subheader(t("frozen.day.title"), anchor=False)
    st.caption(t("frozen.day.note"))
    day = st.date_input(
        t("frozen.day.choose"), None, min_value=FIRST, max_value=clock.today(), format="YYYY-MM-DD",
        key="figures-day",
    )  # fmt: skip
    if day is None:
        return
    found = figures_of(day)
    broken = [one for one in identities(found) if not one.holds]
    for one in broken:
        st.warning(plain(identity_words(one)), icon=":material/calculate:")
    _figures(found)


def _freeze(month: date) -> None:
    name = f"{month:%Y-%m}"
    st.markdown(t("frozen.explain", month=name))
    with st.form("freeze-form", border=False):
        note = st.text_input(t("frozen.note"), key="freeze-note", max_chars=500)
        sent = st.form_submit_button(t("frozen.send"), type="primary")
    if sent:
        try:
            frozen.freeze(month, note=note or "", actor=current_actor())
        except DomainError as why:
            st.error(plain(str(why)))
            return
        keep(t("frozen.done", month=name))
        st.rerun()


def _corrections(month: date) -> None:
    found = frozen.corrections(month)
    if not found:
        st.markdown(t("frozen.no_corrections"))
        return
    st.warning(t("frozen.corrections_count", count=len(found)), icon=":material/edit_note:")
    table_box(
        paged(found),
        _correction_columns(),
        key="corrections",
        name=t("frozen.corrections"),
        filters=month,
    )
    for section in dict.fromkeys(one.section for one in found):
        _writes(month, section)


def _writes(month: date, section: str) -> None:
    table_box(
        lambda limit, offset: frozen.writes_behind(month, section, limit=limit, offset=offset),
        _write_columns(),
        key=f"writes-{section}",
        name=t("frozen.behind", section=_section(section)),
        filters=month,
    )


def _figures(found: dict[str, Any]) -> None:
    for section, figures in found.items():
        if section == "as_of" or not isinstance(figures, dict):
            continue
        with folded(_section(section), expanded=section == "balance"):
            rows = [
                {
                    t("frozen.column.figure"): _label(f"{section}.{path}"),
                    t("frozen.column.now"): value_words(path, value),
                }
                for path, value in leaves(figures)
                if section != "balance" or value
            ]
            st.dataframe(rows, hide_index=True, placeholder=t("common.none"))


def _section(section: str) -> str:
    return t("frozen.balance.section") if section == "balance" else t(f"figure.section.{section}")


def _label(path: str) -> str:
    """The name of a figure; a line of the balance by kind and by what moved."""
    head, *rest = path.split(".")
    if head == "balance" and len(rest) == 2:
        return t("frozen.balance.label", kind=kind_name(rest[0]), what=t(f"frozen.balance.{rest[1]}"))
    return label(path)


def _versions(line: MonthLine) -> str:
    return " · ".join(version for _, version in line.rule_versions)


def _columns() -> list[Column[MonthLine]]:
    return [
        Column(t("frozen.column.month"), lambda row: f"{row.month:%Y-%m}"),
        Column(
            t("frozen.column.state"),
            lambda row: t("frozen.is_frozen" if row.frozen_at else "frozen.not_frozen"),
        ),
        Column(t("frozen.column.at"), lambda row: row.frozen_at, "instant"),
        Column(t("frozen.column.actor"), lambda row: actor(row.actor)),
        Column(t("frozen.column.versions"), _versions),
        Column(t("frozen.column.note"), lambda row: row.note),
    ]


def _correction_columns() -> list[Column[Correction]]:
    return [
        Column(t("frozen.section"), lambda row: _section(row.section)),
        Column(t("frozen.column.figure"), lambda row: _label(row.path), width="large"),
        Column(t("frozen.column.frozen"), lambda row: value_words(row.path, row.frozen)),
        Column(t("frozen.column.now"), lambda row: value_words(row.path, row.now)),
        Column(t("frozen.column.change"), _difference),
    ]


def _difference(row: Correction) -> str:
    if isinstance(row.frozen, int | float) and isinstance(row.now, int | float):
        return signed(row.now - row.frozen, digits=4)
    return ""


def _write_columns() -> list[Column[Write]]:
    return [
        Column(t("frozen.column.time"), lambda row: row.at, "instant"),
        Column(t("frozen.column.who"), lambda row: actor(row.actor)),
        Column(t("frozen.column.noun"), lambda row: word("frozen.noun", row.noun)),
        Column(t("frozen.column.action"), lambda row: _action(row)),
        Column(t("frozen.column.changes"), lambda row: changes(row.changes, row.noun), width="large"),
        Column(t("frozen.column.reason"), lambda row: row.reason),
    ]


def _action(row: Write) -> str:
    topic = "case.action" if has(f"case.action.{row.action}") else "issue.action"
    return word(topic, row.action)


require(Role.LEADER)
header("frozen")
kept()
if any_channel():
    show()
    any_day()
else:
    empty_state()
