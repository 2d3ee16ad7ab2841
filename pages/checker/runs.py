"""What the checker did: the last run of each sweep, all runs, what went wrong."""

from functools import partial

import streamlit as st

from core.common.text import has, t
from core.monitoring import checker_view
from core.monitoring.checker_view import RunLine
from pages.components import filters
from pages.components.figures import Tone
from pages.components.format import check_name, word
from pages.components.table import Column, paged, table_box

TONES: dict[str, Tone] = {"failed": "wrong", "void": "late", "abandoned": "late"}


def sweep_name(sweep: str) -> str:
    """The name of a sweep; a content check's sweep bears the check's name."""
    key = f"checker.sweep.{sweep}"
    return t(key) if has(key) else check_name(sweep)


def last_runs() -> None:
    """The newest run of every sweep."""
    _table("last", checker_view.last_runs(), _columns())


def recent_runs() -> None:
    """All runs, the newest first."""
    with st.columns(4)[0]:
        sweep = filters.choice("sweep", t("checker.run.sweep"), checker_view.sweeps(), sweep_name)
    table_box(
        lambda limit, offset: checker_view.recent_runs(sweep=sweep, limit=limit, offset=offset),
        _columns(),
        key="checker-runs",
        name=t("checker.run.recent"),
        empty="" if sweep else t("checker.run.none"),
        filters=sweep,
        in_address=True,
    )


def errors() -> None:
    """The newest runs that were not carried through."""
    found = checker_view.last_errors()
    if not found:
        if checker_view.last_runs():
            st.markdown(t("checker.run.no_errors"))
        return
    columns = [*_columns()[:3], Column(t("checker.run.error"), _error, width="large")]
    _table("errors", found, columns)


def _table(key: str, runs: tuple[RunLine, ...], columns: list[Column[RunLine]]) -> None:
    table_box(
        paged(runs),
        columns,
        key=f"checker-{key}",
        name=t(f"checker.run.{key}"),
        empty=t("checker.run.none"),
    )


def _columns() -> list[Column[RunLine]]:
    counts = {name: name for name in ("planned", "done", "problems", "blocked")} | {"errors": "errors_count"}
    return [
        Column(t("checker.run.sweep"), lambda row: sweep_name(row.sweep), width=150),
        Column(t("checker.run.started"), lambda row: row.started_at, "instant", width=140),
        Column(
            t("common.column.state"),
            lambda row: word("state.run", row.state),
            width=80,
            tone=lambda row: TONES.get(row.state, "plain"),
        ),
        Column(t("checker.run.seconds"), _seconds, "number", width=95),
        *(
            Column(t(f"checker.run.{label}"), partial(_count, key), "number", width=80)
            for key, label in counts.items()
        ),
        Column(t("checker.run.owner"), lambda row: row.owner, width=170),
    ]


def _seconds(row: RunLine) -> float | None:
    return None if row.seconds is None else round(row.seconds, 1)


def _count(key: str, row: RunLine) -> int:
    return int(getattr(row, key))


def _error(row: RunLine) -> str:
    if row.error:
        return t("checker.run.reference") if row.error == "reference" else row.error
    return t("checker.run.own_errors", count=row.errors) if row.errors else word("state.run", row.state)
