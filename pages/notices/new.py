"""Beginning a notice: what it is about, and which records it is drafted from."""

from datetime import date, timedelta
from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.common import clock
from core.common.errors import DomainError
from core.common.text import t
from core.common.vocabulary import UNSETTLED, NoticeKind, Severity
from core.inspections import results
from core.inspections.results import Head
from core.issues.choice import read
from core.issues.filters import Filter
from core.issues.queries import listed
from core.notices import lists
from core.notices.drafting import Wanted
from core.notices.jobs import Scope, ask_to_begin
from core.notices.scope import issues_of
from pages.components.address import number_in_address
from pages.components.dialog import asked_dialog, open_dialog
from pages.components.format import plain, word
from pages.components.jobs import follow, hold_still, spent, token

KINDS = tuple(NoticeKind)
SCOPES: tuple[Scope, ...] = ("running", "inspection", "none")
ISSUES: dict[str, Filter] = {
    "unsettled": Filter(states=UNSETTLED),
    "overdue": Filter(due="overdue"),
    "veto": Filter(states=UNSETTLED, severity=Severity.VETO),
}
SELECTED, OF_INSPECTION, NO_ISSUES = "selected", "inspection", "none"
MOST_ISSUES = 2_000
PERIOD = timedelta(days=90)


def new_notice() -> None:
    """Draw the button, for supervisors; open the form at once when the address brings a selection of
    issues, such as `issues=3,5-8`, or an `inspection`."""
    if not current_actor().role.allows(Role.SUPERVISOR):
        return
    selected = read(st.query_params.pop("issues", ""))
    found = results.heads(number_in_address(st.query_params.pop("inspection", "")))
    asked = asked_dialog(
        "add", t("notices.new.open"), key="notice-new", icon=":material/edit_document:", type="primary"
    )
    if asked or selected or found:
        hold_still()
        open_dialog(t("notices.new.title"), partial(ask, selected, found[0] if found else None), wide=True)


def ask(selected: tuple[int, ...] = (), head: Head | None = None) -> None:
    """The form, filled in as far as the selection or the inspection tells; the draft opens once made."""
    today = clock.today()
    if head and head.open:
        st.warning(t("notices.new.still_open"), icon=":material/lock_open:")
    with st.form("notice-new-form", border=False):
        left, right = st.columns(2)
        with left:
            kind = st.selectbox(
                t("notices.column.kind"), KINDS, format_func=lambda key: word("notice.kind", key),
                key="notice-kind",
            )  # fmt: skip
        with right:
            days = st.date_input(
                t("notices.new.period"), value=_days_of(head, today), max_value=today, format="YYYY-MM-DD",
                key="notice-period",
            )  # fmt: skip
        title = st.text_input(
            t("notices.column.title"), value=_proposed(head, today), max_chars=200, key="notice-title",
        )  # fmt: skip
        scope, issues, inspection = _about(selected, head)
        office, recipients = _between()
        sent = st.form_submit_button(t("notices.new.send"), type="primary")
    if sent:
        first, last = _period(days, today)
        _begin(
            Wanted(
                kind=kind, title=title, first=first, last=last, office=office, recipients=recipients,
                issue_ids=_ids(issues, selected, inspection), inspection_id=inspection,
            ),
            scope,
        )  # fmt: skip


def _about(selected: tuple[int, ...], head: Head | None) -> tuple[Scope, str, int | None]:
    """Whom the notice examines, which issues it names, and the inspection it reports on."""
    inspections = lists.inspections()
    if head:
        inspections = {head.id: head.name} | inspections
    left, right = st.columns(2)
    with left:
        scope = st.selectbox(
            t("notices.new.scope"), SCOPES, format_func=lambda key: t(f"notices.new.scopes.{key}"),
            index=SCOPES.index("inspection" if head else "none" if selected else "running"),
            key="notice-scope",
        )  # fmt: skip
    with right:
        issues = st.selectbox(
            t("notices.new.issues"), _choices(selected, head), key="notice-issues",
            format_func=lambda key: t(f"notices.new.chosen.{key}", count=len(selected)),
        )  # fmt: skip
    inspection = st.selectbox(
        t("notices.new.inspection"), list(inspections), index=0 if head else None,
        key="notice-inspection", format_func=lambda key: inspections[key],
        placeholder=t("notices.new.no_inspection"),
    )  # fmt: skip
    return scope, issues, inspection


def _between() -> tuple[str, str]:
    """The office that issues the notice and those it goes to, as on the last one."""
    office, recipients, _ = lists.last_paper()
    left, right = st.columns(2)
    with left:
        office = st.text_input(t("notices.office"), value=office, max_chars=100, key="notice-office")
    with right:
        recipients = st.text_input(t("notices.recipients"), value=recipients, key="notice-recipients")
    return office, recipients


def _choices(selected: tuple[int, ...], head: Head | None) -> list[str]:
    """What fits best stands first."""
    first = [SELECTED] * bool(selected) + [OF_INSPECTION] * bool(head)
    return list(dict.fromkeys([*first, *ISSUES, OF_INSPECTION, NO_ISSUES]))


def _days_of(head: Head | None, today: date) -> tuple[date, date]:
    return (head.started_on, min(head.ended_on or today, today)) if head else (today - PERIOD, today)


def _proposed(head: Head | None, today: date) -> str:
    if head:
        return t("notices.new.proposed_inspection", name=head.name)
    return t("notices.new.proposed", year=today.year)


def _ids(choice: str, selected: tuple[int, ...], inspection: int | None) -> tuple[int, ...]:
    if choice == SELECTED:
        return selected
    if choice == OF_INSPECTION:
        return issues_of(inspection) if inspection else ()
    wanted = ISSUES.get(choice)
    return tuple(row.id for row in listed(wanted, limit=MOST_ISSUES).rows) if wanted else ()


def _period(days: object, today: date) -> tuple[date, date]:
    if isinstance(days, tuple) and len(days) == 2:
        return days[0], days[1]
    return today - PERIOD, today


def _begin(wanted: Wanted, scope: Scope) -> None:
    try:
        follow(ask_to_begin(wanted, scope, actor=current_actor(), once=token("notice")))
    except DomainError as why:
        st.error(plain(str(why)))
        return
    spent("notice")
    st.rerun()
