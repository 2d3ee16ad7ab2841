"""The imports so far, and the button that takes one back."""

from functools import partial
from typing import Any

import streamlit as st

from core.access import current_actor
from core.common.text import t
from core.imports import jobs as imports_jobs
from core.imports.kinds import name_of
from core.registry.importing.batches import REGISTRY, batches
from core.registry.importing.jobs import ask_to_take_back
from pages.components.dialog import open_dialog
from pages.components.format import actor, instant
from pages.components.jobs import hold_still, spent, token
from pages.components.table import Column, table_box


def history() -> None:
    """Draw the imports; one that is chosen can be undone."""
    if not batches(limit=1).total:
        return
    chosen = table_box(
        lambda limit, offset: batches(limit=limit, offset=offset),
        _columns(),
        key="imports",
        name=t("importing.step.history"),
        select="one",
        identity=lambda row: row.id,
    )
    st.caption(t("importing.history.choose"))
    if chosen and chosen[0].undone_at is None:
        number_ = chosen[0].id
        if st.button(t("importing.history.undo", number=number_), icon=":material/undo:", key="import-undo"):
            hold_still()
            open_dialog(
                t("importing.history.undo", number=number_), partial(_confirm, number_, chosen[0].kind)
            )


def _columns() -> list[Column[Any]]:
    return [
        Column(t("importing.history.number"), lambda row: row.id, "number", 60),
        Column(t("importing.history.at"), lambda row: row.at, "instant", 140),
        Column(t("importing.history.actor"), lambda row: actor(row.actor), width=100),
        Column(t("imports.of_kind"), lambda row: name_of(row.kind), width=120),
        Column(t("importing.history.file"), lambda row: row.file_name, width=240),
        Column(t("importing.history.added"), lambda row: row.added, "number", 70),
        Column(t("importing.history.changed"), lambda row: row.changed, "number", 70),
        Column(t("importing.history.units"), lambda row: row.units_added, "number", 80),
        Column(t("importing.history.state"), _state, width=220),
    ]


def _state(row: Any) -> str:
    if row.undone_at is None:
        return t("importing.history.applied")
    return t("importing.history.undone", who=row.undone_by, when=instant(row.undone_at))


def _confirm(batch: int, kind: str) -> None:
    st.markdown(t("importing.history.undo_confirm" if kind == REGISTRY else "imports.undo_confirm"))
    if not st.button(t("importing.history.undo", number=batch), type="primary", key="import-undo-sure"):
        return
    of_registry = kind == REGISTRY
    ask = ask_to_take_back if of_registry else imports_jobs.ask_to_take_back
    ask(batch, actor=current_actor(), once=token("import-undo"))
    spent("import-undo")
    st.rerun()
