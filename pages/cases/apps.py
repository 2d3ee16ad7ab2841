"""Apps and mini-programs that may not be kept or lack a filing, with the sources of the rule, and their
closing cases in one go."""

from collections import Counter
from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.common.errors import DomainError
from core.common.notes import NOTE_LIMIT
from core.common.text import t
from core.lifecycle.apps import App, app_rules, apps, ask_to_leave
from core.registry.fields import fields, word_of
from core.registry.kinds import kind_name
from pages.components.dialog import ask_why, open_dialog
from pages.components.filters import choice
from pages.components.flash import say_next
from pages.components.format import day, plain
from pages.components.paper import folded
from pages.components.table import Column, clear_choice, paged, table_box

TABLE = "case-apps"


def apps_box() -> None:
    """Draw the list; nothing where no app runs."""
    found = apps()
    if not found:
        return
    counts = Counter(finding for one in found for finding in one.findings)
    barred = counts["barred"]
    with folded(t("apps.title", count=len(found), barred=barred)):
        for source in app_rules().source:
            st.caption(
                t(f"apps.source_{source.read}", number=plain(source.number),
                  day=day(source.day), says=plain(source.says))
            )  # fmt: skip
        wanted = choice(
            "apps", t("apps.column.findings"), list(counts), lambda key: f"{_finding(key)} ({counts[key]})"
        )
        shown = [one for one in found if not wanted or wanted in one.findings]
        may = current_actor().role.allows(Role.SUPERVISOR)
        bar = st.container(horizontal=True, vertical_alignment="center", key="case-apps-bar")
        chosen = table_box(
            paged(shown),
            _columns(),
            key=TABLE,
            name=t("apps.list"),
            filters=wanted,
            select="many" if may else "none",
            identity=lambda row: row.id,
        )
        if may:
            with bar:
                _bar([one for one in chosen if not one.case])


def _bar(chosen: list[App]) -> None:
    if not chosen:
        st.caption(t("apps.choose"))
    elif st.button(t("apps.close", count=len(chosen)), key="apps-close", icon=":material/logout:"):
        open_dialog(t("apps.close", count=len(chosen)), partial(close_form, chosen))


def close_form(chosen: list[App]) -> None:
    """Ask why, and open a case for each."""
    st.markdown(t("document.comma").join(plain(one.name) for one in chosen))
    words = (t("apps.explain"), t("case.open.reason"), t("apps.close", count=len(chosen)))
    reason = ask_why(*words, key="apps-close-form", longest=NOTE_LIMIT)
    if reason is None:
        return
    try:
        opened = ask_to_leave([one.id for one in chosen], reason, actor=current_actor())
    except DomainError as why:
        st.error(plain(str(why)))
        return
    clear_choice(TABLE)
    say_next(t("apps.closed", count=len(opened)))
    st.rerun()


def _columns() -> list[Column[App]]:
    known = fields()
    return [
        Column(t("common.column.channel"), lambda row: row.name, width=180),
        Column(t("common.column.kind"), lambda row: kind_name(row.kind), width=90),
        Column(t("common.column.unit"), lambda row: row.unit, width=160),
        Column(known["level"].label, lambda row: word_of(known["level"], row.level) or None, width=80),
        Column(
            t("apps.column.findings"),
            _said,
            width=300,
            tone=lambda row: "wrong" if "barred" in row.findings else "plain",
        ),
        Column(t("apps.column.case"), lambda row: row.case or None, width=110),
        Column(known["app_filing"].label, lambda row: row.app_filing or None, width=150),
        Column(known["icp"].label, lambda row: row.icp or None, width=150),
        Column(known["app_approval"].label, lambda row: row.app_approval or None, width=150),
        Column(
            known["audience"].label, lambda row: word_of(known["audience"], row.audience) or None, width=90
        ),
        Column(known["keep_ground"].label, lambda row: row.keep_ground or None, width=200),
    ]


def _said(row: App) -> str | None:
    """What is to be said of an app, and how many of the filings it lacks: which, their own columns show."""
    needed = {f"no_{name}" for name in app_rules().needed}
    lacking = sum(key in needed for key in row.findings)
    said = [_finding(key) for key in row.findings if key not in needed]
    if lacking:
        said.append(t("apps.lacks", count=lacking))
    return t("apps.and").join(said) or None


def _finding(key: str) -> str:
    return t(f"apps.finding.{key}")
