"""Beginning a notice: what it is about, and which records it is drafted from."""

from datetime import date, timedelta

import streamlit as st

from core import clock
from core.access import Role, current_actor
from core.rectification.filter import Filter
from core.rectification.lists import listed
from core.rectification.notices import lists
from core.rectification.notices.drafting import Wanted, begin
from core.rectification.notices.scope import Examined, examined_by, issues_of
from core.rectification.refusal import Refused
from core.text import t
from core.vocabulary import UNSETTLED, NoticeKind
from pages.ui.dialog import open_dialog
from pages.ui.format import word

NOBODY, RUNNING, INSPECTION = "none", "running", "inspection"
SCOPES = (RUNNING, INSPECTION, NOBODY)
ISSUES: dict[str, Filter] = {
    "unsettled": Filter(states=UNSETTLED),
    "overdue": Filter(due="overdue"),
    "veto": Filter(states=UNSETTLED, severity="1-veto"),
}
SELECTED, OF_INSPECTION, NO_ISSUES = "selected", "inspection", "none"
MOST_ISSUES = 2_000
PERIOD = timedelta(days=90)


def new_notice() -> None:
    """Draw the button, for supervisors; open the form at once when the address brings a selection."""
    if not current_actor().role.allows(Role.SUPERVISOR):
        return
    selected = _selected()
    if selected:
        st.query_params.pop("issues", None)
        st.session_state["notice-selected"] = selected
    asked = st.button(
        t("notices.new.open"), key="notice-new", icon=":material/edit_document:", type="primary"
    )
    if asked or selected:
        open_dialog(t("notices.new.title"), ask, wide=True)


def _selected() -> tuple[int, ...]:
    """The issues that the address names, such as `issues=3,5`."""
    return tuple(int(part) for part in st.query_params.get("issues", "").split(",") if part.isdigit())


def ask() -> None:
    """The form; what it makes opens at once."""
    inspections, today = lists.inspections(), clock.today()
    selected: tuple[int, ...] = st.session_state.get("notice-selected", ())
    office, recipients, _ = lists.last_paper()
    with st.form("notice-new-form", border=False):
        left, right = st.columns(2)
        with left:
            kind = st.selectbox(
                t("notices.column.kind"), list(NoticeKind), format_func=lambda key: word("notice.kind", key),
                key="notice-kind",
            )  # fmt: skip
        with right:
            days = st.date_input(
                t("notices.new.period"), value=(today - PERIOD, today), max_value=today, format="YYYY-MM-DD",
                key="notice-period",
            )  # fmt: skip
        title = st.text_input(
            t("notices.column.title"), value=t("notices.new.proposed", year=today.year), max_chars=200,
            key="notice-title",
        )  # fmt: skip
        left, right = st.columns(2)
        with left:
            scope = st.selectbox(
                t("notices.new.scope"), SCOPES, format_func=lambda key: t(f"notices.new.scopes.{key}"),
                index=SCOPES.index(NOBODY) if selected else 0, key="notice-scope",
            )  # fmt: skip
        with right:
            issues = st.selectbox(
                t("notices.new.issues"), _choices(selected), key="notice-issues",
                format_func=lambda key: t(f"notices.new.chosen.{key}", count=len(selected)),
            )  # fmt: skip
        inspection = st.selectbox(
            t("notices.new.inspection"), list(inspections), index=None, key="notice-inspection",
            format_func=lambda key: inspections[key], placeholder=t("notices.new.no_inspection"),
        )  # fmt: skip
        left, right = st.columns(2)
        with left:
            office = st.text_input(t("notices.office"), value=office, max_chars=100, key="notice-office")
        with right:
            recipients = st.text_input(t("notices.recipients"), value=recipients, key="notice-recipients")
        sent = st.form_submit_button(t("notices.new.send"), type="primary")
    if sent:
        first, last = _period(days, today)
        _begin(
            Wanted(
                kind=kind, title=title, first=first, last=last, office=office, recipients=recipients,
                issue_ids=_ids(issues, selected, inspection), examined=_examined(scope, inspection),
                inspection_id=inspection,
            )
        )  # fmt: skip


def _choices(selected: tuple[int, ...]) -> list[str]:
    return [*([SELECTED] if selected else []), *ISSUES, OF_INSPECTION, NO_ISSUES]


def _ids(choice: str, selected: tuple[int, ...], inspection: int | None) -> tuple[int, ...]:
    if choice == SELECTED:
        return selected
    if choice == OF_INSPECTION:
        return issues_of(inspection) if inspection else ()
    wanted = ISSUES.get(choice)
    return tuple(row.id for row in listed(wanted, limit=MOST_ISSUES).rows) if wanted else ()


def _examined(scope: str, inspection: int | None) -> tuple[Examined, ...] | None:
    if scope == INSPECTION:
        return examined_by(inspection) if inspection else ()
    return None if scope == RUNNING else ()


def _period(days: object, today: date) -> tuple[date, date]:
    if isinstance(days, tuple) and len(days) == 2:
        return days[0], days[1]
    return today - PERIOD, today


def _begin(wanted: Wanted) -> None:
    try:
        paper_id = begin(wanted, actor=current_actor())
    except Refused as why:
        st.error(str(why))
        return
    st.session_state.pop("notice-selected", None)
    st.query_params["paper"] = str(paper_id)
    st.rerun()
