"""Who is reminded: the list, one person's form, ways and test."""

from functools import partial

import streamlit as st

from core.access import current_actor
from core.common.errors import DomainError
from core.common.text import t
from core.common.vocabulary import OutboxState
from core.reminders import outbox, recipients
from core.reminders.digest import preview
from core.reminders.errors import error_text
from core.reminders.recipients import Known, Way
from core.reminders.services import Service, services
from pages.components.dialog import asked_dialog, open_dialog
from pages.components.flash import carried_out
from pages.components.format import plain, word
from pages.components.refresh import refreshing
from pages.components.table import table_box
from pages.reminders.columns import people_columns
from pages.reminders.person import person_form

TABLE = "recipients"
_TESTED = "reminder_tested"


def people() -> None:
    """Draw the list and what may be done with a chosen person."""
    if asked_dialog(
        "add", t("reminders.add"), key="recipient-add", icon=":material/person_add:", type="primary"
    ):
        open_dialog(t("reminders.add"), person_form)
    _tested()
    chosen = table_box(
        lambda limit, offset: recipients.known(limit=limit, offset=offset),
        people_columns(),
        key=TABLE,
        name=t("reminders.people"),
        empty=t("reminders.none"),
        select="one",
        identity=lambda row: (row.id, row.version, len(row.ways)),
    )
    st.caption(t("reminders.choose"))
    if chosen:
        _person(chosen[0])


def _person(known: Known) -> None:
    with st.container(border=True, key="recipient", gap="small"):
        st.markdown(f"**{plain(known.person.name)}** · {plain(known.unit or t('reminders.office'))}")
        with st.container(horizontal=True, gap="small"):
            if st.button(t("reminders.edit"), key="recipient-edit", icon=":material/edit:"):
                open_dialog(t("reminders.edit"), partial(person_form, known))
            if st.button(t("reminders.add_way"), key="way-add", icon=":material/add_link:"):
                open_dialog(t("reminders.add_way"), partial(way_form, known.id))
            if st.button(t("reminders.preview"), key="recipient-preview", icon=":material/visibility:"):
                open_dialog(t("reminders.preview"), partial(_preview, known.id))
        for way in known.ways:
            _way(way)


def _way(way: Way) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        service = services()[way.service]
        st.markdown(f"{service.icon} {word('reminder.service', service.key)}")
        # Not as Markdown: an e-mail address would become a link.
        st.text(way.shown)
        if st.button(t("reminders.test"), key=f"way-test-{way.id}", icon=":material/send:"):
            _test(way.id)
        if st.button(t("reminders.forget"), key=f"way-forget-{way.id}", type="tertiary"):
            _forget(way.id)


def way_form(recipient_id: int) -> None:
    """One more way to reach a person. What is secret is encrypted at once and never shown again."""
    key = st.selectbox(
        t("reminders.column.way"), list(services()), key="way-service",
        format_func=lambda name: t(f"reminder.service.{name}"),
    )  # fmt: skip
    service = services()[key]
    st.caption(t("reminders.secret"))
    with st.form(f"way-form-{key}", border=False):
        given = {name: _field(service, name) for name in service.fields}
        sent = st.form_submit_button(t("reminders.save"), type="primary")
    if not sent:
        return
    carried_out(
        partial(recipients.add_way, recipient_id, key, given, actor=current_actor()),
        t("reminders.way_added"),
        table=TABLE,
    )


def _field(service: Service, name: str) -> str:
    secret = name in service.secret and name != "address"
    return st.text_input(
        t(f"reminder.field.{name}"),
        value="465" if name == "port" else "",
        type="password" if secret else "default",
        key=f"way-{service.key}-{name}",
        autocomplete="off",
    )


def _preview(recipient_id: int) -> None:
    found = preview(recipient_id)
    if found is None:
        st.info(t("reminders.nothing"))
        return
    st.text(found.title)
    st.text(found.body)


def _test(way_id: int) -> None:
    try:
        st.session_state[_TESTED] = outbox.test(way_id, actor=current_actor())
    except DomainError as why:
        st.error(plain(str(why)))
        return
    st.rerun()


def _forget(way_id: int) -> None:
    carried_out(
        partial(recipients.forget_way, way_id, actor=current_actor()),
        t("reminders.way_forgotten"),
        table=TABLE,
    )


def _tested() -> None:
    """Follow the last test message until something came of it."""
    message_id = st.session_state.get(_TESTED)
    if message_id is None:
        return
    found = outbox.one(message_id)
    if found is not None and found.state in (OutboxState.QUEUED, OutboxState.SENDING):
        refreshing("2s")(_result)(message_id)
    else:
        _result(message_id)
    st.button(t("reminders.put_away"), key="test-away", type="tertiary", on_click=_put_away)


def _result(message_id: int) -> None:
    found = outbox.one(message_id)
    if found is None:
        return
    words = t("reminders.tested", name=plain(found.to_name), state=word("reminder.state", found.state))
    if found.error:
        words = f"{words}：{plain(error_text(found.error))}"
    if found.state is OutboxState.SENT:
        st.success(words, icon=":material/check_circle:")
    elif found.state in (OutboxState.QUEUED, OutboxState.SENDING):
        st.info(f"{words}　{t('reminders.test_waits')}", icon=":material/hourglass_top:")
    else:
        st.error(words, icon=":material/error:")


def _put_away() -> None:
    st.session_state.pop(_TESTED, None)
