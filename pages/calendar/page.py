"""The calendar of working days: which years are known, and the days an administrator corrected."""

from typing import Any

import streamlit as st

from core.access import Role, current_actor
from core.common import clock
from core.common.text import t
from core.issues import moved_deadlines, working_days
from core.issues.holiday_notice import LONGEST, Notice, read_notice
from core.issues.moved_deadlines import OnDayOff
from core.issues.working_days import Corrected, Year, take
from pages.calendar.month import correct_form, remove
from pages.components.dialog import asked_dialog, open_dialog
from pages.components.flash import carried_out, say
from pages.components.format import actor, day, number, plain
from pages.components.header import header
from pages.components.table import Column, paged, table_box
from pages.shell.guard import require


def notice_form() -> None:
    """Draw the box for the text, the days it gives, and the button that takes them in."""
    st.caption(t("calendar.notice.note"))
    year = st.number_input(
        t("calendar.notice.year"), 2000, 2100, clock.today().year + 1, key="calendar-notice-year"
    )
    text = st.text_area(t("calendar.notice.text"), max_chars=LONGEST, height=160, key="calendar-notice-text")
    if not text.strip():
        return
    found = read_notice(text, int(year))
    _days(found)
    for clause in found.doubts:
        st.warning(t("calendar.notice.doubt", clause=plain(clause)), icon=":material/help:")
    label = t("calendar.notice.take", year=found.year, count=number(len(found.rest) + len(found.work)))
    if st.button(label, type="primary", key="calendar-notice-take", disabled=not found.rest):
        note = t("calendar.notice.source", year=found.year)
        carried_out(
            lambda: take(found, note=note, actor=current_actor()),
            lambda changed: t("calendar.notice.done", count=number(len(changed))),
        )


def _days(found: Notice) -> None:
    for key, days in (("rest", found.rest), ("work", found.work)):
        shown = " · ".join(map(day, days)) or t("common.none")
        st.markdown(f"**{t(f'calendar.notice.{key}', count=len(days))}** {shown}")


def show() -> None:
    """Draw what is known of the years, and the corrected days."""
    say()
    years, days = working_days.years(), working_days.corrections()
    for year in years:
        if year.missing:
            st.warning(t("calendar.missing", year=year.year), icon=":material/event_busy:")
    table_box(
        paged(years),
        _year_columns(),
        key="calendar-years",
        name=t("calendar.years"),
    )
    may = current_actor().role.allows(Role.SUPERVISOR)
    if may and asked_dialog(
        "add", t("calendar.correct.open"), key="calendar-correct", icon=":material/edit_calendar:"
    ):
        open_dialog(t("calendar.correct.open"), correct_form)
    if may:
        with st.expander(t("calendar.notice.title"), icon=":material/content_paste:"):
            notice_form()
    chosen = table_box(
        paged(days),
        _day_columns(),
        key="calendar-days",
        name=t("calendar.days"),
        empty=t("calendar.none"),
        select="one" if may else "none",
        identity=lambda row: row.day,
    )
    _issues()
    if chosen and st.button(t("calendar.remove", day=chosen[0].day.isoformat()), key="calendar-remove"):
        remove(chosen[0].day)


def _issues() -> None:
    """What the corrections did to issues: due days that followed, and days that a person named."""
    table_box(
        paged(moved_deadlines.moved_issues()),
        [
            *_issue_columns(),
            Column(t("calendar.issue.before"), lambda row: row.before, "day"),
            Column(t("calendar.issue.after"), lambda row: row.after, "day"),
            Column(t("calendar.column.set_by"), lambda row: actor(row.actor)),
            Column(t("calendar.column.set_at"), lambda row: row.at, "instant"),
        ],
        key="calendar-moved",
        name=t("calendar.moved"),
        empty=t("calendar.moved_none"),
    )
    stay = moved_deadlines.due_on_days_off()
    if stay:
        st.caption(t("calendar.day_off_note"))
        columns: list[Column[OnDayOff]] = [
            *_issue_columns(), Column(t("common.column.due_on"), lambda row: row.due_on, "day"),
        ]  # fmt: skip
        table_box(paged(stay), columns, key="calendar-day-off", name=t("calendar.day_off"))


def _issue_columns() -> list[Column[Any]]:
    return [
        Column(t("common.column.number"), lambda row: row.number, width=110),
        Column(t("common.column.issue"), lambda row: row.title, width="large"),
        Column(t("common.column.unit"), lambda row: row.unit, width="medium"),
    ]


def _year_columns() -> list[Column[Year]]:
    return [
        Column(t("calendar.column.year"), lambda row: str(row.year), width=80),
        Column(
            t("calendar.column.source"),
            lambda row: t(f"calendar.source.{_source(row)}"),
            width="large",
            tone=lambda row: "late" if row.missing else "plain",
        ),
        Column(t("calendar.column.corrections"), lambda row: row.corrections, "number"),
        Column(t("calendar.column.working_days"), lambda row: row.working_days, "number"),
    ]


def _day_columns() -> list[Column[Corrected]]:
    return [
        Column(t("calendar.column.day"), lambda row: row.day, "day"),
        Column(t("calendar.column.works"), lambda row: t(f"calendar.works.{_yes(row.works)}")),
        Column(t("calendar.column.shipped"), lambda row: t(f"calendar.works.{_yes(row.shipped)}")),
        Column(t("calendar.column.note"), lambda row: row.note, width="medium"),
        Column(t("calendar.column.set_by"), lambda row: actor(row.set_by)),
        Column(t("calendar.column.set_at"), lambda row: row.set_at, "instant"),
    ]


def _source(row: Year) -> str:
    return "missing" if row.missing else "announced" if row.announced else "entered"


def _yes(works: bool) -> str:
    return "yes" if works else "no"


require(Role.LEADER)
header("calendar")
show()
