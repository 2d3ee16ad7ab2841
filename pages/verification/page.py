"""Verification: what waits for a supervisor, both sides of the evidence, requests for time, second looks."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from core.access import Role
from core.common.sheet import Slice
from core.common.text import t
from core.issues import extensions, fake_fix_flags, queries
from core.issues import verification_queue as queue
from core.issues.filters import Filter
from core.issues.verification_queue import SecondLook, Which
from core.reminders import late
from pages.components import filters
from pages.components.figures import Figure, Tone, metric_row, rows_behind
from pages.components.format import number, word
from pages.components.header import empty_state, header
from pages.components.issues.actions import action_bar, result
from pages.components.issues.columns import issue_columns
from pages.components.issues.detail import requests_box
from pages.components.issues.opened import named_issue
from pages.components.issues.table import issue_table
from pages.components.table import Column, table_box
from pages.components.urging import urge_button
from pages.shell.guard import require
from pages.verification.extensions import extensions_box
from pages.verification.side_by_side import sides_box


def second_looks_box(which: Which = "all", *, key: str = "again") -> None:
    """Draw the list: those that found the fault again first, then the next to come."""
    table_box(
        lambda limit, offset: queue.second_looks(which, limit=limit, offset=offset),
        _columns(),
        key=key,
        name=t("work.queue.again" if which == "all" else f"work.queue.{which}"),
        heading=key == "again",
    )


def _columns() -> list[Column[SecondLook]]:
    return [
        Column(t("common.column.number"), lambda row: row.number, width=90),
        Column(t("common.column.issue"), lambda row: row.title, width=195),
        Column(t("common.column.channel"), lambda row: row.channel, width=155),
        Column(t("common.column.unit"), lambda row: row.unit, width=135),
        Column(t("common.column.verified_on"), lambda row: row.verified_on, "day", width=105),
        Column(t("work.again.on"), lambda row: row.again_on, "day", width=105),
        Column(t("work.again.at"), lambda row: row.again_at, "instant", width=140),
        Column(t("work.again.outcome"), _outcome, tone=_tone),
    ]


def _outcome(row: SecondLook) -> str:
    return word("state.outcome", row.again_outcome) if row.again_outcome else t("work.again.to_come")


def _tone(row: SecondLook) -> Tone:
    return "wrong" if row.again_outcome == "problem" else "plain"


PARTS = ("person", "extensions", "again", "signs")
SHOWN_AT_ONCE = 5


def show() -> None:
    """Draw the figures and the part of the queue that the address names."""
    _figures(queue.queue())
    part = filters.switch(
        "part", t("work.queue.label"), PARTS, lambda key: t(f"work.queue.{key}"), default="person"
    )
    result()
    if part == "extensions":
        extensions_box()
    elif part == "again":
        second_looks_box()
    elif part == "signs":
        _signs()
    else:
        _person()
    if not named_issue():
        rows_behind({key: (t(f"work.queue.{key}"), draw) for key, draw in _behind().items()})


def _person() -> None:
    bar = st.container()
    chosen = issue_table(
        lambda limit, offset: queries.listed(queue.waiting_for_person(), limit=limit, offset=offset),
        issue_columns(),
        t("work.queue.person"),
        "person",
    )
    with bar:
        action_bar(chosen)
        urge_button(late.issues(Filter()))
    if not chosen:
        chosen = list(queries.listed(queue.waiting_for_person(), limit=1).rows)
    for issue in chosen[:SHOWN_AT_ONCE]:
        sides_box(issue.id)
    if len(chosen) > SHOWN_AT_ONCE:
        st.caption(t("work.queue.more", count=len(chosen) - SHOWN_AT_ONCE))


def _signs() -> None:
    ids = fake_fix_flags.suspicious(queue.since())
    if not ids:
        st.info(t("work.queue.no_signs"), icon=":material/task_alt:")
    st.caption(t("work.queue.signs_note"))
    for issue_id in ids[: 2 * SHOWN_AT_ONCE]:
        sides_box(issue_id)
    if len(ids) > 2 * SHOWN_AT_ONCE:
        st.caption(t("work.queue.more", count=len(ids) - 2 * SHOWN_AT_ONCE))


def _figures(found: queue.Queue) -> None:
    tones: dict[str, Tone] = {"back": "wrong", "signs": "late"}
    counts = {
        "person": found.person,
        "machine": found.machine,
        "extensions": found.extensions,
        "again": found.again,
        "back": found.back,
        "signs": found.signs,
    }
    metric_row(
        [
            Figure(
                key,
                t(f"work.queue.{key}"),
                number(count),
                t(f"work.queue_note.{key}"),
                tone=tones.get(key, "plain") if count else "plain",
            )
            for key, count in counts.items()
        ],
        key="queue",
    )


def _behind() -> dict[str, Callable[[], None]]:
    return {
        "person": partial(_issues, "person", partial(_of, queue.waiting_for_person())),
        "machine": partial(_issues, "machine", partial(_of, Filter(states=queries.WAITING[1:]))),
        "extensions": _requests,
        "again": partial(second_looks_box, "again", key="again-rows"),
        "back": partial(second_looks_box, "back", key="back-rows"),
        "signs": partial(_issues, "signs", queue.with_signs),
    }


def _issues(key: str, fetch: Callable[[int, int], Slice[queries.Listed]]) -> None:
    table_box(fetch, issue_columns(), key=f"queue-{key}", name=t(f"work.queue.{key}"), heading=False)


def _requests() -> None:
    waiting = extensions.undecided()
    if waiting:
        requests_box(waiting)
    else:
        st.caption(t("work.extensions.empty"))


def _of(wanted: Filter, limit: int, offset: int) -> Slice[queries.Listed]:
    return queries.listed(wanted, limit=limit, offset=offset)


require(Role.SUPERVISOR)
header("verification")
if queries.any_issue():
    show()
else:
    empty_state()
