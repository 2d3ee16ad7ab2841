"""What every dry run shows, whatever its file holds: counts, which rows are shown, their first columns."""

from typing import Protocol, TypeVar

import streamlit as st

from core.common.text import t
from core.registry.importing.batches import batch_of
from core.registry.importing.plan import ACTIONS, Action
from pages.components.figures import Figure, Tone, metric_row
from pages.components.format import instant, number, plain
from pages.components.table import Column

TONES: dict[str, Tone] = {"wrong": "wrong", "same": "unknown"}
WORST_FIRST: tuple[Action, ...] = ("wrong", "change", "add", "same")


class PlannedLine(Protocol):
    """A row of a file with what it would do."""

    @property
    def number(self) -> int: ...
    @property
    def sheet(self) -> str: ...
    @property
    def action(self) -> Action: ...


class AnyPlan(Protocol):
    """What all rows of a file would do."""

    def count(self, action: Action) -> int: ...
    def fingerprint(self) -> str: ...


Line = TypeVar("Line", bound=PlannedLine)


def counts(plan: AnyPlan, key: str) -> None:
    """Draw how many rows would do what."""
    figures = [
        Figure(
            f"import-{action}",
            t(f"importing.count.{action}"),
            number(plan.count(action)),
            tone="wrong" if action == "wrong" and plan.count(action) else "plain",
            opens=False,
        )
        for action in ACTIONS
    ]
    metric_row(figures, key=key)


def taken_before(digest: str, kind: str = "registry") -> None:
    """Say so when the same file was taken in already."""
    before = batch_of(digest, kind)
    if before:
        said = t("importing.upload.again", when=instant(before.at), who=before.actor, number=before.id)
        st.info(plain(said), icon=":material/history:")


def shown_action(plan: AnyPlan, key: str) -> Action | None:
    """Let a person choose whose rows are shown, the worst by default; None for all."""
    offered = [action for action in ACTIONS if plan.count(action)]
    return st.segmented_control(
        t("importing.table.filter"),
        offered,
        default=next((action for action in WORST_FIRST if action in offered), None),
        format_func=lambda action: f"{t(f'importing.action.{action}')} {number(plan.count(action))}",
        key=f"{key}-shown-{plan.fingerprint()[:12]}",
        label_visibility="collapsed",
    )


def first_columns(rows: tuple[Line, ...]) -> list[Column[Line]]:
    """Where a row stands in the file, and what it would do."""
    sheet: Column[Line] = Column(t("importing.table.of_sheet"), lambda row: row.sheet, width=90)
    return [
        *([sheet] if any(row.sheet for row in rows) else []),
        Column(t("importing.table.number"), lambda row: row.number, "number", 60),
        Column(
            t("importing.table.action"),
            lambda row: t(f"importing.action.{row.action}"),
            width=70,
            tone=lambda row: TONES.get(row.action, "plain"),
        ),
    ]
