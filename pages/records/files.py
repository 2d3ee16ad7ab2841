"""Rows of a chapter from a file: the template, what each row would do, and all good rows at once."""

from functools import partial

import streamlit as st

from core.access import current_actor
from core.common.errors import DomainError
from core.common.text import t
from core.records import files
from core.records.chapter import Chapter
from core.records.files import Planned
from core.records.keeping import AT_MOST
from pages.components.dialog import open_dialog
from pages.components.filled_in import filled_in, left_out
from pages.components.flash import say_next
from pages.components.format import plain
from pages.components.jobs import spent, token


def file_button(one: Chapter) -> None:
    """Open the dialog."""
    if st.button(t("records.file.button"), key="record-file", icon=":material/upload_file:"):
        open_dialog(t(f"records.chapter.{one.key}"), partial(dialog, one.key), wide=True)


def dialog(key: str) -> None:
    """The template, the file, and what each of its rows would do."""
    given = filled_in(
        "records",
        t("records.file.explain", most=f"{AT_MOST:,}"),
        lambda: files.template(key),
        name=t(f"records.chapter.{key}"),
        key="record",
    )
    if given is None:
        return
    data, name = given
    try:
        rows = files.planned(key, data, name)
    except DomainError as why:
        st.error(plain(str(why)))
        return
    _plan(rows)
    good = sum(row.good for row in rows)
    if st.button(t("records.file.enter", count=good), key="record-take", type="primary", disabled=not good):
        files.ask(key, data, name, actor=current_actor(), once=token(f"record-{key}"))
        spent(f"record-{key}")
        say_next(t("records.file.asked"))
        st.rerun()


def _plan(rows: tuple[Planned, ...]) -> None:
    out = [row for row in rows if not row.good]
    wrong = sum(bool(row.fault) for row in rows)
    st.markdown(t("records.file.plan", good=len(rows) - len(out), there=len(out) - wrong, wrong=wrong))
    left_out(out, t("records.file.faults"), "record")
