"""Receipts of rectification: blank ones for the units, and those that come back."""

from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.common import stored_files
from core.common.errors import DomainError
from core.common.export import file_name
from core.common.text import t
from core.notices import receipts
from core.notices.lists import ReplyRow
from core.notices.receipts import Returned
from pages.components.deferred import deferred
from pages.components.dialog import open_dialog
from pages.components.flash import say_next
from pages.components.format import plain
from pages.components.upload import say_in_words

ENDINGS = ["docx", "pdf", "jpg", "jpeg", "png"]
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def receipt_buttons(notice_id: int) -> None:
    """Blank receipts of all units, or of the reader's own; and the upload, for those who may."""
    actor = current_actor()
    with st.container(horizontal=True, gap="small", key="receipt-bar"):
        if actor.unit_id is None:
            st.download_button(
                t("notice.receipt.blank"),
                data=deferred(lambda: receipts.all_blank(notice_id)),
                file_name=file_name(t("notice.receipt.title"), "zip"),
                mime="application/zip",
                key="receipt-blank",
                icon=":material/download:",
                on_click="ignore",
            )
        if actor.role.allows(Role.STAFF) and st.button(
            t("notice.receipt.return"), key="receipt-return", icon=":material/upload_file:"
        ):
            open_dialog(t("notice.receipt.return"), partial(dialog, notice_id), wide=True)


def receipt_file(row: ReplyRow) -> None:
    """The blank receipt of one unit, and the file it handed in."""
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            t("notice.receipt.blank"),
            data=deferred(lambda: receipts.blank(row.notice_id, row.unit_id)[1]),
            file_name=file_name(
                f"{t('notice.receipt.title')} {receipts.number_of(row.notice_id, row.unit_id)} {row.unit}",
                "docx",
            ),
            mime=DOCX,
            key="receipt-blank-one",
            icon=":material/download:",
            on_click="ignore",
            type="tertiary",
        )
        if row.digest:
            st.download_button(
                t("notice.receipt.file"),
                data=lambda: stored_files.read(row.digest) or b"",
                file_name=row.file_name,
                mime=_media(row.file_name),
                key="receipt-file",
                icon=":material/attach_file:",
                on_click="ignore",
                type="tertiary",
            )


def _media(name: str) -> str:
    ending = name.rpartition(".")[2].lower().replace("jpg", "jpeg")
    return stored_files.MEDIA.get(ending, "application/octet-stream")


def dialog(notice_id: int) -> None:
    """Files that came back: whose each is and what it says, then all good ones at once."""
    st.caption(t("notice.receipt.explain"))
    say_in_words(t("notice.receipt.accepts"))
    given = st.file_uploader(
        t("notice.receipt.choose"), type=ENDINGS, accept_multiple_files=True, key="receipt-files",
        label_visibility="collapsed",
    )  # fmt: skip
    actor = current_actor()
    read = [receipts.returned(file.name, file.getvalue(), actor=actor, opened=notice_id) for file in given]
    for file in read:
        _shown(file)
    good = [file for file in read if not file.fault]
    if good and st.button(t("notice.receipt.take", count=len(good)), key="receipt-take", type="primary"):
        _take(good)


def _shown(file: Returned) -> None:
    if file.fault:
        st.markdown(f":red[●] **{plain(file.name)}** {plain(file.fault)}")
        return
    words = t("notice.receipt.matched", unit=file.unit, count=len(file.lines), done=len(file.rectified))
    if file.scan:
        words = t("notice.receipt.matched_scan", unit=file.unit)
    st.markdown(f":green[●] **{plain(file.notice)}** {plain(words)}")
    for remark in file.remarks:
        st.markdown(f":orange[●] {plain(remark)}")


def _take(good: list[Returned]) -> None:
    """Each by itself: what is refused of one keeps no other out."""
    taken, done, refused = 0, 0, []
    for file in good:
        try:
            done += len(receipts.take_in(file, actor=current_actor()).done)
            taken += 1
        except DomainError as why:
            refused.append(f"{file.name}: {why}")
    words = t("notice.receipt.taken", count=taken, done=done)
    if refused:
        st.error(plain(" ".join([*refused, words])))
        return
    say_next(words)
    st.rerun()
