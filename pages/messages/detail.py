"""One report or message with its history."""

import streamlit as st

from core.common.text import t
from core.intake.history import history
from core.intake.lists import Listed, one
from core.intake.rules import Kind
from pages.components.format import day, instant, plain, word
from pages.components.paper import folded
from pages.messages.columns import justified


def detail_box(kind: Kind, row_id: int) -> None:
    """Draw everything known of it."""
    found = one(kind, row_id)
    if found is None:
        st.warning(t("message.refused.unknown", number=row_id), icon=":material/search_off:")
        return
    with st.container(border=True, key="message-detail", gap="xsmall"):
        st.markdown(f"**{plain(found.reference or str(found.id))}** · {word('message.state', found.state)}")
        st.text(found.whole or found.text)
        st.markdown("  \n".join(f":gray[{label}]　{plain(text)}" for label, text in _facts(found) if text))
        if found.reply:
            st.caption(t("message.field.reply"))
            st.text(found.reply)
        _history(kind, row_id)


def _facts(row: Listed) -> list[tuple[str, str]]:
    return [
        (t("message.field.received_on"), day(row.received_on)),
        (t("message.field.channel"), row.channel or ""),
        (t("message.field.address"), row.address),
        (t("message.field.contact"), row.contact),
        (t("message.field.unit"), row.unit or ""),
        (t("messages.answer_by"), day(row.answer_by)),
        (t("messages.close_by"), day(row.close_by)),
        (t("message.field.replied_on"), day(row.replied_on) if row.replied_on else ""),
        (t("message.field.closed_on"), day(row.closed_on) if row.closed_on else ""),
        (t("messages.close_note"), row.close_note),
        (t("message.field.nature"), word("message.nature", row.nature)),
        (t("message.field.satisfaction"), word("message.satisfaction", row.satisfaction)),
        (t("message.field.justified"), justified(row.justified)),
        (t("messages.column.issue"), row.issue or ""),
    ]


def _history(kind: Kind, row_id: int) -> None:
    happened = history(kind, row_id)
    if not happened:
        return
    with folded(t("messages.history", count=len(happened))):
        for entry in happened:
            line = t(
                "messages.happened",
                at=instant(entry.at), who=plain(entry.actor), action=word("messages.done", entry.action),
            )  # fmt: skip
            urged = (entry.changes.get("urged") or ["", ""])[-1]
            st.markdown(f"{line} {plain(entry.reason or urged)}".strip())
