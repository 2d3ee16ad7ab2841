"""Records of the year that are kept by hand: what is complete, and each chapter with its rows."""

from datetime import date
from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.common import clock
from core.common.text import t
from core.records import completeness, keeping, lists
from core.records.chapters import CHAPTERS, Chapter, Kind, chapter
from core.records.completeness import ChapterYear
from core.records.lists import RecordLine
from core.records.values import label
from pages.components import filters
from pages.components.dialog import open_dialog
from pages.components.flash import carried_out, say
from pages.components.format import actor as actor_name
from pages.components.format import instant, number
from pages.components.header import header
from pages.components.jobs import job_boxes
from pages.components.paper import hint
from pages.components.table import Column, paged, table_box
from pages.records.files import file_button
from pages.records.form import TABLE, form, kept_withdrawn
from pages.shell.guard import require

OVERVIEW = "overview"
YEARS = 10


def show() -> None:
    """Draw the year's completeness or one of its chapters."""
    this = clock.today().year
    years = [str(this - back) for back in range(YEARS)]
    with st.container(width=200):
        year = int(filters.choice("year", t("records.year"), years, str, default=years[0]))
    tabs = [OVERVIEW, *(one.key for one in CHAPTERS)]
    asked = filters.switch(
        "chapter", t("records.chapters"), tabs, lambda key: t(f"records.chapter.{key}"), default=OVERVIEW
    )
    job_boxes("records")
    states = completeness.completeness(year)
    if asked == OVERVIEW:
        _overview(year, states)
    else:
        _chapter(chapter(asked), next(state for state in states if state.key == asked), year)


def _overview(year: int, states: tuple[ChapterYear, ...]) -> None:
    missing = sum(state.missing for state in states)
    if missing:
        st.warning(t("records.missing", year=year, count=missing), icon=":material/pending_actions:")
    else:
        st.success(t("records.complete", year=year), icon=":material/check_circle:")
    chosen = table_box(
        paged(states),
        [
            Column(t("records.column.chapter"), lambda row: t(f"records.chapter.{row.key}"), width=200),
            Column(t("records.column.state"), _state, width=320),
            Column(t("records.column.rows"), lambda row: None if row.missing else row.rows, "number", 90),
            Column(t("records.column.figures"), _fed, width=420),
        ],
        key="records-overview",
        name=t("records.overview", year=year),
        filters=year,
        select="one",
        identity=lambda row: row.key,
    )
    hint(t("records.open_note"))
    if chosen:
        st.query_params["chapter"] = chosen[0].key
        st.rerun()


def _state(state: ChapterYear) -> str:
    if state.rows:
        return t("records.state.kept")
    if state.confirmed_by:
        who, when = actor_name(state.confirmed_by), instant(state.confirmed_at)
        return t(f"records.state.{'none' if state.none else 'begun'}", who=who, when=when)
    return t("records.state.missing")


def _fed(state: ChapterYear) -> str:
    return t("document.comma").join(t(f"figure.{path}") for path in chapter(state.key).figures)


def _chapter(one: Chapter, state: ChapterYear, year: int) -> None:
    may = current_actor().role.allows(Role.INSPECTOR)
    said = _state(state)
    st.markdown(said if state.missing else t("records.says", state=said, count=number(state.rows)))
    bar = st.container(horizontal=True, gap="small", key="records-bar")
    words = filters.search("q", t("common.search")) if _searchable(one) else ""
    chosen = table_box(
        lambda limit, offset: lists.listed(
            one.key, date(year, 1, 1), date(year, 12, 31), words=words, limit=limit, offset=offset
        ),
        [_column(one, field.name, field.kind) for field in one.fields],
        key=TABLE,
        name=t(f"records.chapter.{one.key}"),
        filters=(one.key, year, words),
        select="one" if may else "none",
        identity=lambda row: (row.key, tuple(row.values.values())),
        in_address=True,
        empty="" if words else t("records.empty_may" if may else "records.empty", year=year),
    )
    if may:
        with bar:
            _buttons(one, state, year, chosen[0] if chosen else None)


def _searchable(one: Chapter) -> bool:
    return any(field.kind is Kind.TEXT for field in one.fields)


def _column(one: Chapter, name: str, kind: Kind) -> Column[RecordLine]:
    words = label(one, name)
    if kind in (Kind.DAY, Kind.DAY_TO_COME):
        return Column(words, lambda row: row.shown(name), "day", 120)
    if kind is Kind.MONTH:
        return Column(words, lambda row: f"{row.values[name]:%Y-%m}", width=120)
    if kind in (Kind.WHOLE, Kind.SCORE):
        return Column(words, lambda row: row.shown(name), "number", 130)
    if kind is Kind.CHOICE:
        return Column(words, lambda row: t(f"records.choice.{one.key}.{row.values[name]}"), width=160)
    return Column(words, lambda row: row.shown(name), width=260)


def _buttons(one: Chapter, state: ChapterYear, year: int, row: RecordLine | None) -> None:
    key, actor = one.key, current_actor()
    if st.button(t("records.enter"), key="record-enter", icon=":material/add:", type="primary"):
        open_dialog(t(f"records.chapter.{key}"), partial(form, one, None))
    file_button(one)
    if row is not None:
        if st.button(t("records.change"), key="record-change", icon=":material/edit:"):
            open_dialog(t(f"records.chapter.{key}"), partial(form, one, row))
        if st.button(t("records.withdraw"), key="record-withdraw", icon=":material/undo:"):
            carried_out(
                lambda: kept_withdrawn(key, keeping.withdraw(key, row.key, row.values, actor=actor)),
                t("records.withdrawn"),
                table=TABLE,
            )
    _put_back(key)
    if state.missing and st.button(
        t("records.begin", year=year),
        key="record-begin",
        icon=":material/play_arrow:",
        help=t("records.begin_help"),
    ):
        carried_out(lambda: completeness.begin(key, year, actor=actor), t("records.begun", year=year))
    if state.missing and st.button(
        t("records.confirm_none", year=year), key="record-none", icon=":material/check:"
    ):
        carried_out(
            lambda: completeness.confirm_none(key, year, actor=actor), t("records.confirmed", year=year)
        )
    if state.confirmed_by and st.button(
        t("records.take_back_none"), key="record-not-none", icon=":material/undo:"
    ):
        carried_out(lambda: completeness.take_back_none(key, year, actor=actor), t("records.taken_back"))


def _put_back(key: str) -> None:
    """Undo the last withdrawal of this visit."""
    stored = st.session_state.get("record-withdrawn")
    if not stored or stored[0] != key:
        return
    if st.button(t("records.put_back"), key="record-back", icon=":material/redo:"):

        def again() -> None:
            keeping.enter(key, stored[1], actor=current_actor())
            st.session_state.pop("record-withdrawn", None)

        carried_out(again, t("records.entered"), table=TABLE)


require(Role.LEADER)
header("records")
say()
show()
