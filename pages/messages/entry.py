"""Taking in: one by a form, many from a file that is read before anything is written."""

from collections.abc import Iterable
from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.common import clock
from core.common.errors import DomainError
from core.common.export import file_name, rows_xlsx
from core.common.text import t
from core.intake.jobs import ask_to_take_in
from core.intake.moves import APPRAISED, Form, enter
from core.intake.reading import Ready, planned, template
from core.intake.rules import Kind, intake_rules
from core.issues import entry
from pages.components.deferred import deferred
from pages.components.dialog import asked_dialog, open_dialog
from pages.components.export_menu import XLSX
from pages.components.flash import say_next
from pages.components.format import plain
from pages.components.jobs import spent, token
from pages.components.table import Column, paged, table_box


def entry_buttons(kind: Kind) -> None:
    """Draw the buttons, for those who may."""
    if not current_actor().role.allows(Role.STAFF):
        return
    with st.container(horizontal=True, gap="small"):
        if asked_dialog(
            "add", t("message.action.enter"), key="intake-enter", icon=":material/add:", type="primary"
        ):
            open_dialog(t(f"messages.enter.{kind}"), partial(form, kind))
        if asked_dialog(
            "file", t("message.action.import"), key="intake-import", icon=":material/upload_file:"
        ):
            open_dialog(t(f"messages.import.{kind}"), partial(file, kind), wide=True)


def form(kind: Kind) -> None:
    """The form of one report or message."""
    channels = entry.channels()
    with st.form("intake-form", border=False):
        topic = _line("topic", 200) if kind == "message" else ""
        text = st.text_area(
            t("message.field.text"), max_chars=intake_rules().file.characters, key="intake-text"
        )
        address = _line("address", 500) if kind == "report" else ""
        channel = st.selectbox(
            t("message.field.channel"), list(channels), index=None, key="intake-channel",
            format_func=lambda key: channels[key], placeholder=t("messages.no_channel"),
        )  # fmt: skip
        left, right = st.columns(2)
        with left:
            received = st.date_input(
                t("message.field.received_on"), value=clock.today(), max_value=clock.today(),
                format="YYYY-MM-DD", key="intake-day",
            )  # fmt: skip
            contact = st.text_input(t("message.field.contact"), max_chars=100, key="intake-contact")
        with right:
            reference = st.text_input(t("message.field.reference"), max_chars=64, key="intake-reference")
            nature = appraisal("nature", APPRAISED["nature"], "intake-nature") if kind == "message" else ""
        sent = st.form_submit_button(t("messages.save"), type="primary")
    if not sent:
        return
    try:
        given = Form(text, received or clock.today(), topic, address, channel, contact, reference, nature)
        enter(kind, given, actor=current_actor())
    except DomainError as why:
        st.error(plain(str(why)))
        return
    say_next(t("messages.entered"))
    st.rerun()


def appraisal(name: str, words: Iterable[str], key: str) -> str:
    """Choose one of the words of a field, or none."""
    return (
        st.selectbox(
            t(f"message.field.{name}"), list(words), index=None, key=key,
            format_func=lambda one: t(f"message.{name}.{one}"), placeholder=t("messages.not_said"),
        )
        or ""
    )  # fmt: skip


def _line(field: str, most: int) -> str:
    return st.text_input(t(f"message.field.{field}"), max_chars=most, key=f"intake-{field}")


def file(kind: Kind) -> None:
    """A file: what each row would do, then all good rows at once."""
    st.caption(t("messages.file_explain", rows=intake_rules().file.rows))
    st.download_button(
        t("messages.template"),
        data=deferred(lambda: rows_xlsx(template(kind))),
        file_name=file_name(t(f"message.kind.{kind}"), "xlsx"),
        mime=XLSX,
        key="intake-template",
        on_click="ignore",
        type="tertiary",
        icon=":material/download:",
    )
    given = st.file_uploader(
        t("messages.file"), type=["xlsx", "csv"], key="intake-file", label_visibility="collapsed"
    )
    if given is None:
        return
    try:
        rows = planned(kind, given.getvalue(), given.name)
    except DomainError as why:
        st.error(plain(str(why)))
        return
    _plan(rows)
    good = sum(row.good for row in rows)
    if st.button(t("messages.take_in", count=good), key="intake-take", type="primary", disabled=not good):
        ask_to_take_in(kind, given.getvalue(), given.name, actor=current_actor(), once=token("intake"))
        spent("intake")
        st.rerun()


def _plan(rows: tuple[Ready, ...]) -> None:
    there, wrong = sum(row.there and not row.fault for row in rows), [row for row in rows if row.fault]
    st.markdown(t("messages.plan", good=sum(row.good for row in rows), there=there, wrong=len(wrong)))
    if not wrong:
        return
    columns: list[Column[Ready]] = [
        Column(t("messages.row"), lambda row: row.number, "number", width=70),
        Column(t("messages.fault"), lambda row: row.fault, width="large", tone=lambda _row: "wrong"),
        Column(t("message.field.text"), lambda row: row.text or row.topic, width="large"),
    ]
    table_box(
        paged(wrong),
        columns,
        key="intake-faults",
        name=t("messages.faults"),
    )
