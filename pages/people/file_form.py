"""Accounts from a file: upload, what each refused row lacks, make all, hand out links and slips."""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from core.access import current_actor
from core.access.rules import sign_in_rules
from core.common import clock
from core.common.errors import DomainError
from core.common.export import file_name, rows_xlsx
from core.common.sheet import Sheet, Slice
from core.common.text import t
from core.registry.people.making import Invited, links_sheet, make_all
from core.registry.people.reading import FIELDS, PeopleFile, PersonRow, read_people
from pages.components.deferred import deferred
from pages.components.flash import carried_out
from pages.components.format import instant, plain
from pages.components.table import Column, table_box
from pages.components.upload import upload_box
from pages.people.slips import Slip, invitation_link, of_unit, slips_page

# What was just made, with links that no database can give back: kept for this browser until dismissed.
MADE = "people-made"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def from_file() -> None:
    """The upload with its dry run; or, after it was carried out, what to hand out."""
    if MADE in st.session_state:
        _hand_out(*st.session_state[MADE])
        return
    with st.expander(t("people.file.title"), icon=":material/upload_file:"):
        st.caption(t("people.file.explain"))
        st.download_button(
            t("people.file.template"),
            _template,
            file_name(t("people.file.template_name"), "xlsx"),
            mime=XLSX,
            key="people-template",
        )
        given = upload_box(t("people.file.label"), note=t("people.file.note"), key="people-file")
        if given:
            _checked(given.getvalue(), given.name)


def _template() -> bytes:
    return rows_xlsx(Sheet(t("people.list"), [t(f"people.column.{field}") for field in FIELDS], ()))


def _checked(data: bytes, name: str) -> None:
    try:
        people = read_people(data, name, actor=current_actor())
    except DomainError as why:
        st.error(plain(str(why)))
        return
    if people.unknown:
        st.caption(t("people.file.unknown", headings=plain("; ".join(people.unknown))))
    if people.unread:
        st.caption(t("people.file.unread", sheets=plain("; ".join(people.unread))))
    if people.wrong:
        _wrong(people)
        return
    label = t("people.file.make", count=len(people.rows))
    if st.button(label, type="primary", key="people-make", disabled=not people.rows):
        carried_out(lambda: _make(people), t("people.file.made", count=len(people.rows)))


def _wrong(people: PeopleFile) -> None:
    wrong = people.wrong
    columns: list[Column[PersonRow]] = [
        Column(t("people.file.row"), lambda row: f"{row.sheet} {row.number}".strip()),
        Column(t("people.column.display_name"), lambda row: row.display_name),
        Column(t("people.column.name"), lambda row: row.name),
        Column(t("people.file.why"), lambda row: row.why, width="large"),
    ]
    st.warning(t("people.file.wrong", count=len(wrong), total=len(people.rows)))
    table_box(
        lambda limit, offset: Slice(wrong[offset : offset + limit], len(wrong)),
        columns,
        key="people-wrong",
        name=t("people.file.refused"),
    )


def _make(people: PeopleFile) -> None:
    made = make_all(people, actor=current_actor())
    st.session_state[MADE] = (made, clock.now() + sign_in_rules().invitation)


def _hand_out(made: Sequence[Invited], until: datetime) -> None:
    with st.container(border=True, key="people-made-box"):
        st.markdown(t("people.file.hand_out", count=len(made), until=instant(until)))
        links = [invitation_link(one.token) for one in made]
        with st.container(horizontal=True, gap="small"):
            st.download_button(
                t("people.file.links"),
                lambda: rows_xlsx(links_sheet(made, links)),
                file_name(t("people.file.links"), "xlsx"),
                mime=XLSX,
                key="people-links",
            )
            st.download_button(
                t("people.file.slips"),
                deferred(lambda: slips_page(slips(made, links), until).encode()),
                file_name(t("people.file.slips"), "html"),
                mime="text/html",
                key="people-slips",
            )
            if st.button(t("people.file.done"), key="people-done"):
                del st.session_state[MADE]
                st.rerun()


def slips(made: Sequence[Invited], links: Sequence[str]) -> list[Slip]:
    """What each of those who were entered reads."""
    return [
        Slip(one.display_name, one.name, of_unit(one.role.label, one.unit), link)
        for one, link in zip(made, links, strict=True)
    ]
