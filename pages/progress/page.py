"""Rectification for leaders: what was found, mended, verified and is late; by unit and by source."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from core.access import Role
from core.common.text import t
from core.issues import progress, queries
from core.issues.comparison import Against, against, complete
from core.issues.progress import STEPS, WHATS, Bucket, Span, Step
from core.reporting.charts.progress import progress as chart
from pages.components import filters
from pages.components.chart import chart_box
from pages.components.figures import Figure, Tone, metric_row, rows_behind
from pages.components.flash import say
from pages.components.format import day, number
from pages.components.header import empty_state, header
from pages.components.issues.columns import issue_columns
from pages.components.paper import hint
from pages.components.table import clear_choice, paged, sheet_of, table_box
from pages.progress.accountability import accountability_box, behind
from pages.progress.tables import bucket_columns, changes, compared_box
from pages.shell.guard import require

TONES: dict[str, Tone] = {"overdue": "late"}


def show() -> None:
    """Draw the figures of one span, the run of all spans, and the comparisons."""
    say()
    step = _step()
    buckets = progress.buckets(step)
    chosen = _span(buckets, step)
    _figures(chosen, against(chosen.span, step), step)
    chart_box(
        chart(buckets, step),
        lambda: sheet_of(t("progress.run"), bucket_columns(), buckets),
        key="progress",
        opens=_of_span,
    )
    _run(buckets, step)
    whole = Span(buckets[0].span.first, buckets[-1].span.last)
    st.caption(t("progress.compared_note", first=day(whole.first), last=day(whole.last)))
    compared_box("unit", whole)
    compared_box("level", whole)
    compared_box("source", whole)
    accountability_box(whole)
    opened: dict[str, tuple[str, Callable[[], None]]] = {
        what: (t(f"progress.what.{what}"), partial(_rows, what, chosen.span)) for what in WHATS
    }
    rows_behind(opened | behind(whole))


def _run(buckets: tuple[Bucket, ...], step: Step) -> None:
    """Every span as a line; a chosen one becomes that of the figures, which open their rows."""
    latest = tuple(reversed(buckets))
    asked = table_box(
        paged(latest),
        bucket_columns(),
        key="progress-run",
        name=t("progress.run"),
        filters=step,
        select="one",
        identity=lambda row: row.span.first,
    )
    hint(t("progress.run_note"))
    if asked:
        clear_choice("progress-run")
        _of_span(asked[0].span.first.isoformat())


def _of_span(first: str) -> None:
    """Let the figures speak of the span that begins on this day."""
    st.query_params["span"] = first
    st.rerun()


def _step() -> Step:
    asked = filters.switch(
        "by", t("progress.by"), STEPS, lambda key: t(f"progress.step.{key}"), default="week"
    )
    return next(step for step in STEPS if step == asked)


def _span(buckets: tuple[Bucket, ...], step: Step) -> Bucket:
    """The span that the figures speak of: the last whole one unless the reader chose another."""
    known = {bucket.span.first.isoformat(): bucket for bucket in reversed(buckets)}
    whole = [key for key, bucket in known.items() if complete(bucket.span, step)]
    asked = filters.choice(
        "span",
        t("progress.span"),
        list(known),
        lambda key: t("progress.from_to", first=key, last=day(known[key].span.last)),
        default=next(iter(whole or known)),
    )
    return known[asked]


def _figures(bucket: Bucket, other: Against, step: Step) -> None:
    metric_row(
        [
            Figure(
                what,
                t(f"progress.what.{what}"),
                number(getattr(bucket, what)),
                f"{t(f'progress.note.{what}')}  \n{changes(bucket, other, what, step)}",
                tone=TONES.get(what, "plain") if getattr(bucket, what) else "plain",
            )
            for what in WHATS
        ],
        key="progress",
    )
    st.caption(t("progress.against.note"))


def _rows(what: progress.What, span: Span) -> None:
    table_box(
        lambda limit, offset: progress.rows(what, span, limit=limit, offset=offset),
        issue_columns(),
        key=f"progress-{what}",
        name=t(f"progress.what.{what}"),
        heading=False,
    )


require(Role.LEADER)
header("progress")
if queries.any_issue():
    show()
else:
    empty_state()
