"""The form of one person who is reminded."""

from datetime import time

import streamlit as st

from core.access import current_actor
from core.common.text import LANGUAGES, Language, t
from core.issues import entry
from core.reminders import recipients
from core.reminders.recipients import Known, Person
from core.reminders.rules import reminder_rules
from pages.components.flash import carried_out

OFFICE = 0


def person_form(known: Known | None = None) -> None:
    """Enter a person, or change one. Whom they belong to decides which topics there are."""
    person = known.person if known else Person("")
    units = {OFFICE: t("reminders.office"), **entry.units()}
    unit = st.selectbox(
        t("common.column.unit"), list(units), index=list(units).index(person.unit_id or OFFICE),
        format_func=lambda key: units[key], key="recipient-unit",
    )  # fmt: skip
    topics = reminder_rules().topics
    offered = topics.unit if unit else topics.office
    with st.form("recipient-form", border=False):
        name = st.text_input(
            t("reminders.column.name"), value=person.name, max_chars=64, key="recipient-name"
        )
        chosen = st.multiselect(
            t("reminders.column.topics"), list(offered), key=f"recipient-topics-{bool(unit)}",
            default=[topic for topic in person.topics if topic in offered],
            format_func=lambda key: t(f"reminder.topic.{key}"), placeholder=t("common.all"),
        )  # fmt: skip
        start, until = _quiet(person)
        left, right = st.columns(2)
        with left:
            spoken = st.selectbox(
                t("navigation.language"), LANGUAGES, index=LANGUAGES.index(_language(person)),
                format_func=lambda key: t(f"navigation.languages.{key}"), key="recipient-language",
            )  # fmt: skip
        with right:
            enabled = st.checkbox(
                t("reminders.column.enabled"), value=person.enabled, key="recipient-enabled"
            )
        sent = st.form_submit_button(t("reminders.save"), type="primary")
    if sent:
        _save(known, Person(name, unit or None, tuple(chosen), spoken, start, until, enabled))


def _language(person: Person) -> Language:
    return next((known for known in LANGUAGES if known == person.language), LANGUAGES[0])


def _quiet(person: Person) -> tuple[time | None, time | None]:
    left, right = st.columns(2)
    with left:
        start = st.time_input(t("reminders.quiet_from"), value=person.quiet_from, key="recipient-from")
    with right:
        until = st.time_input(
            t("reminders.quiet_until"), value=person.quiet_until, key="recipient-until",
            help=t("reminders.quiet_help"),
        )  # fmt: skip
    return start, until


def _save(known: Known | None, person: Person) -> None:
    given = {"id": known.id, "version": known.version} if known else {}
    carried_out(
        lambda: recipients.save(person, actor=current_actor(), **given),
        t("reminders.saved"),
    )
