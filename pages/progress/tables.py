"""The tables of the progress page; a line that is chosen opens its issues."""

from functools import partial

import streamlit as st

from core.common.sheet import Slice
from core.common.text import t
from core.issues import progress
from core.issues.comparison import Against, change, complete
from core.issues.progress import WHATS, Bucket, Compared, Span, Step
from core.issues.queries import Listed
from pages.components.dialog import open_dialog
from pages.components.format import signed, word
from pages.components.issues.columns import issue_columns
from pages.components.table import Column, clear_choice, paged, table_box

_COMPARED = {"unit": progress.by_unit, "level": progress.by_level, "source": progress.by_source}
_HEADINGS = {"unit": "common.column.unit", "level": "progress.level_and_category", "source": "issue.source"}


def bucket_columns() -> list[Column[Bucket]]:
    """One line a week, month or quarter."""
    return [
        Column(t("common.from"), lambda row: row.span.first, "day"),
        Column(t("common.until"), lambda row: row.span.last, "day"),
        *(Column(t(f"progress.what.{what}"), partial(_figure, what), "number") for what in WHATS),
    ]


def changes(now: Bucket, other: Against, what: str, step: Step) -> str:
    """How a figure changed against the span before and the year before, in one line."""
    if not complete(now.span, step):
        return t("progress.against.incomplete")
    return t(
        "progress.against.both",
        before=_change(now, other.before, what) or t("progress.against.none_before"),
        year=_change(now, other.year, what) or t("progress.against.none_year"),
    )


def compared_box(by: str, span: Span) -> None:
    """Draw the comparison `by` unit, level or source; a chosen line opens the issues it was counted from."""
    lines = _COMPARED[by](span)
    chosen = table_box(
        paged(lines),
        _columns(by),
        key=f"compared-{by}",
        name=t(f"progress.by_{by}"),
        filters=(span.first, span.last),
        select="one",
        identity=lambda row: row.key,
    )
    if chosen:
        clear_choice(f"compared-{by}")
        open_dialog(_name(by, chosen[0]), partial(_rows, by, span, chosen[0]), wide=True)


def _rows(by: str, span: Span, line: Compared) -> None:
    rows = {"unit": progress.unit_rows, "level": progress.level_rows, "source": progress.source_rows}[by]

    def fetch(limit: int, offset: int) -> Slice[Listed]:
        return rows(span, line.key, limit=limit, offset=offset)

    st.caption(t("progress.line", found=line.found, verified=line.verified, overdue=line.overdue))
    table_box(
        fetch, issue_columns(), key=f"compared-{by}-rows", name=_name(by, line), filters=line.key,
        heading=False,
    )  # fmt: skip


def _columns(by: str) -> list[Column[Compared]]:
    return [
        Column(t(_HEADINGS[by]), partial(_name, by), width="medium"),
        Column(t("progress.place"), lambda row: row.place or None, "number", width=60),
        Column(t("progress.what.found"), lambda row: row.found, "number"),
        Column(t("progress.counted"), lambda row: row.counted, "number"),
        Column(t("progress.what.verified"), lambda row: row.verified, "number"),
        Column(t("progress.rate"), lambda row: row.rate, "share"),
        Column(t("progress.median"), lambda row: row.median_days, "number"),
        Column(
            t("progress.overdue_now"),
            lambda row: row.overdue,
            "number",
            tone=lambda row: "late" if row.overdue else "plain",
        ),
        Column(t("progress.returned"), lambda row: row.returned, "number"),
    ]


def _name(by: str, row: Compared) -> str:
    return word("state.source", row.key) if by == "source" else row.name


def _change(now: Bucket, then: Bucket | None, what: str) -> str:
    if then is None:
        return ""
    difference, share = change(now, then, what)
    # A few of very many round to no per cent, and are a change all the same.
    if share is None or abs(100 * share) < 0.5:
        return signed(difference)
    return signed(100 * share, unit="%", digits=0)


def _figure(what: str, row: Bucket) -> int:
    return int(getattr(row, what))
