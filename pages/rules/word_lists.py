"""The word lists: what is looked for, changing it, reading a file, and trying a text."""

from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.common.errors import DomainError
from core.common.text import t
from core.wording import store
from core.wording.editing import HEADINGS, read_csv, remove, save, save_all
from core.wording.entry import Entry, WordList
from core.wording.find import Hit
from core.wording.store import Kept
from pages.components.dialog import open_dialog
from pages.components.filters import choice, search
from pages.components.format import actor, percent, plain
from pages.components.table import Column, clear_choice, paged, table_box

TABLE = "word-entries"
LISTS = tuple(WordList)
LONGEST_TRY = 100_000
FAULTS_SHOWN = 20


def words() -> None:
    """Draw the trial, the lists, and what a supervisor may do."""
    st.caption(t("wording.intro", sure=percent(store.sure(), 0)))
    _trial()
    supervisor = current_actor().role.allows(Role.SUPERVISOR)
    if supervisor:
        with st.container(horizontal=True, key="word-actions"):
            if st.button(t("wording.add"), icon=":material/add:", key="word-add"):
                open_dialog(t("wording.add"), partial(_form, None))
            if st.button(t("wording.import"), icon=":material/upload:", key="word-import"):
                open_dialog(t("wording.import"), _file, wide=True)
    chosen = _entries()
    if chosen and supervisor:
        clear_choice(TABLE)
        open_dialog(t("wording.change"), partial(_form, chosen[0]))


def _trial() -> None:
    with st.expander(t("wording.try")):
        text = st.text_area(t("wording.text"), key="word-text", max_chars=LONGEST_TRY, height=120)
        everything = st.checkbox(t("wording.unsure_too"), key="word-unsure")
        if not text.strip():
            return
        hits = store.finder(least=0.0 if everything else store.sure()).find(text)
        if not hits:
            st.markdown(t("wording.nothing_found"))
            return
        columns: list[Column[Hit]] = [
            Column(t("wording.column.found"), lambda hit: hit.found, width=160),
            Column(t("wording.column.right"), lambda hit: hit.suggestion or None, width=160),
            Column(
                t("wording.column.list"), lambda hit: t(f"wording.list.{hit.entry.list.value}"), width=120
            ),
            Column(t("wording.column.confidence"), lambda hit: hit.entry.confidence, "share", width=90),
            Column(t("wording.column.sentence"), lambda hit: hit.sentence, width=420),
        ]
        table_box(
            paged(hits),
            columns,
            key="word-hits",
            name=t("wording.hits"),
            filters=text,
        )


def _entries() -> list[Kept]:
    with st.container(horizontal=True, key="word-filters"):
        which = choice(
            "list", t("wording.column.list"), list(WordList), lambda name: t(f"wording.list.{name}")
        )
        asked = search("find", t("common.search"))
    columns: list[Column[Kept]] = [
        Column(t("wording.column.phrase"), lambda row: row.entry.phrase, width=150),
        Column(t("wording.column.right"), lambda row: row.entry.suggestion or None, width=150),
        Column(t("wording.column.list"), lambda row: t(f"wording.list.{row.entry.list.value}"), width=110),
        Column(
            t("wording.column.confidence"),
            lambda row: row.entry.confidence,
            "share",
            width=90,
            tone=lambda row: "plain" if row.entry.confidence >= store.sure() else "unknown",
        ),
        Column(t("wording.column.used"), _used, width=90),
        Column(
            t("wording.column.unless"), lambda row: t("rule.comma").join(row.entry.unless) or None, width=220
        ),
        Column(
            t("wording.column.origin"), lambda row: actor(row.saved_by) or t("wording.shipped"), width=110
        ),
        Column(t("wording.column.note"), lambda row: row.entry.note or None, width=160),
    ]
    return table_box(
        lambda limit, offset: store.listed(which=which, words=asked, limit=limit, offset=offset),
        columns,
        key=TABLE,
        name=t("wording.entries"),
        filters=(which, asked),
        select="one",
        identity=lambda row: (row.entry.list, row.entry.phrase, row.version),
    )


def _used(row: Kept) -> str:
    if not row.entry.enabled:
        return t("wording.off")
    sure = row.entry.list is WordList.IGNORE or row.entry.confidence >= store.sure()
    return t("wording.on" if sure else "wording.unsure")


def _form(kept: Kept | None) -> None:
    old = kept.entry if kept else Entry(WordList.WRONG, "")
    with st.form("word-form", border=False):
        which = st.selectbox(
            t("wording.column.list"),
            LISTS,
            LISTS.index(old.list),
            format_func=lambda name: t(f"wording.list.{name}"),
            disabled=kept is not None,
        )
        phrase = st.text_input(
            t("wording.column.phrase"), old.phrase, max_chars=64, disabled=kept is not None
        )
        right = st.text_input(t("wording.column.right"), old.right, max_chars=64)
        confidence = st.slider(t("wording.column.confidence"), 0.1, 1.0, old.confidence, 0.05)
        unless = st.text_input(
            t("wording.column.unless"), "|".join(old.unless), help=t("wording.unless_help")
        )
        note = st.text_input(t("wording.column.note"), old.note, max_chars=200)
        enabled = st.checkbox(t("wording.enabled"), old.enabled)
        if st.form_submit_button(t("wording.save"), type="primary"):
            entry = Entry(which, phrase, right, confidence, tuple(unless.split("|")), note, enabled)
            _save(entry, kept.version if kept else 0)
    if kept and kept.id is not None and st.button(t("wording.remove"), icon=":material/delete:"):
        _remove(kept.id)


def _save(entry: Entry, version: int) -> None:
    try:
        save(entry, version=version, actor=current_actor())
    except DomainError as why:
        st.error(plain(str(why)))
        return
    st.toast(t("wording.saved", phrase=plain(entry.phrase)), icon=":material/task_alt:")
    st.rerun()


def _remove(entry_id: int) -> None:
    try:
        remove(entry_id, actor=current_actor())
    except DomainError as why:
        st.error(plain(str(why)))
        return
    st.rerun()


def _file() -> None:
    st.caption(t("wording.file_help", names=", ".join(HEADINGS), lists=", ".join(WordList)))
    file = st.file_uploader(t("wording.file"), type="csv", key="word-file")
    if file is None:
        return
    read = read_csv(file.getvalue())
    for fault in read.faults[:FAULTS_SHOWN]:
        st.warning(plain(fault))
    st.markdown(t("wording.read", good=len(read.entries), bad=len(read.faults)))
    if read.entries and st.button(t("wording.take", n=len(read.entries)), type="primary", key="word-take"):
        try:
            done = save_all(read.entries, actor=current_actor())
        except DomainError as why:
            st.error(plain(str(why)))
            return
        st.toast(t("wording.taken", n=done), icon=":material/task_alt:")
        st.rerun()
