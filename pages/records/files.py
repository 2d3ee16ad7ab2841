"""Rows of a chapter from a file: the template, what each row would do, and all good rows at once."""

from functools import partial

import streamlit as st

from core.access import current_actor
from core.common.errors import DomainError
from core.common.text import t
from core.imports import chapter_files as files
from core.imports.chapter_files import Planned
from core.records.analytics import Choice
from core.records.chapter import Chapter, Kind
from core.records.keeping import AT_MOST
from core.records.references import choices
from pages.components.channel_picker import narrowed
from pages.components.dialog import open_dialog
from pages.components.filled_in import filled_in, left_out
from pages.components.flash import say_next
from pages.components.format import plain
from pages.components.jobs import spent, token

# Rows of an export that are named as left aside.
MOST_NAMED = 8
TYPES = ("xlsx", "xls", "et", "csv", "txt", "tsv")


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
        types=TYPES,
    )
    if given is None:
        return
    data, name = given
    try:
        choice = _choice(key, data, name)
        if choice is None:
            return
        looked = files.look(key, data, name, choice)
    except DomainError as why:
        st.error(plain(str(why)))
        return
    rows = looked.rows
    if looked.remarks:
        st.caption(plain(" ".join(looked.remarks)))
    _plan(rows)
    good = sum(row.good for row in rows)
    if st.button(t("records.file.enter", count=good), key="record-take", type="primary", disabled=not good):
        files.ask(key, data, name, choice, actor=current_actor(), once=token(f"record-{key}"))
        spent(f"record-{key}")
        say_next(t("records.file.asked"))
        st.rerun()


def _choice(key: str, data: bytes, name: str) -> Choice | None:
    """What a person says of an export of web analytics; None until they have said it."""
    export = files.export_of(key, data, name)
    if export is None:
        return files.AS_IT_IS
    site = None
    if not export.names_sites:
        sites = choices(Kind.SITE)
        some = list(narrowed(sites, key="record-export-site"))
        site = st.selectbox(
            t("records.export.site"),
            some,
            index=0 if len(sites) == 1 else None,
            format_func=lambda one: sites[one],
            placeholder=t("records.choose"),
            key="record-export-site",
        )
    counted = export.chosen
    if len(export.counted) > 1:
        counted = st.selectbox(t("records.export.counted"), export.counted, key="record-export-counted")
    st.caption(plain(t("records.export.read", rows=len(export.table.rows), column=counted)))
    if export.aside:
        numbers = t("document.comma").join(map(str, export.aside[:MOST_NAMED]))
        st.caption(t("records.export.aside", rows=numbers, count=len(export.aside)))
    return None if site is None and not export.names_sites else Choice(site, counted)


def _plan(rows: tuple[Planned, ...]) -> None:
    out = [row for row in rows if not row.good]
    wrong = sum(bool(row.fault) for row in rows)
    st.markdown(t("records.file.plan", good=len(rows) - len(out), there=len(out) - wrong, wrong=wrong))
    left_out(out, t("records.file.faults"), "record")
