"""Records of the year that are kept by hand: what is complete, and each chapter with its rows."""

import streamlit as st

from core.access import Role, current_actor
from core.common import clock
from core.common.text import t
from core.records import completeness
from core.records.chapters import CHAPTERS, KEPT_ELSEWHERE, chapter
from core.records.completeness import ChapterYear
from pages.components import filters
from pages.components.flash import say
from pages.components.format import number
from pages.components.header import header, name_tab
from pages.components.jobs import job_boxes
from pages.components.links import link
from pages.components.paper import hint
from pages.components.table import Column, paged, table_box
from pages.records.actions import of_year
from pages.records.chapter import show_chapter
from pages.records.groups import OVERVIEW, chosen
from pages.records.state import gap_words, state_words
from pages.shell.guard import require
from pages.shell.navigation import Key

# Where the rows of those are entered that this page only asks about.
ELSEWHERE: dict[str, Key] = {
    "message": "messages",
    "error_report": "messages",
    "census": "census",
    "exit": "closing",
    "column": "registry",
    "migration": "closing",
    "mlps": "issues",
    "vulnerability": "issues",
    "content": "issues",
    "accountability": "progress",
}
YEARS = 10


def show() -> None:
    """Draw the year's completeness or one of its chapters; the staff of a unit see those that units keep."""
    this = clock.today().year
    years = [str(this - back) for back in range(YEARS)]
    with st.container(width=200):
        year = int(filters.choice("year", t("records.year"), years, str, default=years[0]))
    of_units = [one.key for one in CHAPTERS if one.of_units]
    tabs = (
        of_units
        if current_actor().of_a_unit
        else [OVERVIEW, *(one.key for one in (*CHAPTERS, *KEPT_ELSEWHERE))]
    )
    asked = chosen(tabs)
    if asked != OVERVIEW:
        name_tab(t(f"records.chapter.{asked}"))
    job_boxes("records")
    if asked == OVERVIEW:
        _overview(year, completeness.completeness(year))
    elif asked in ELSEWHERE:
        _elsewhere(completeness.state_of(asked, year), year)
    else:
        show_chapter(chapter(asked), completeness.state_of(asked, year), year)


def _elsewhere(state: ChapterYear, year: int) -> None:
    said = state_words(state)
    st.markdown(said if state.missing else t("records.says", state=said, count=number(state.rows)))
    with st.container(horizontal=True):
        if current_actor().role.allows(Role.INSPECTOR):
            of_year(state.key, state, year)
        page_ = ELSEWHERE[state.key]
        named = t("records.elsewhere", page=t(f"navigation.pages.{page_}"))
        link(page_, named, icon=":material/open_in_new:")


def _overview(year: int, states: tuple[ChapterYear, ...]) -> None:
    missing = sum(state.missing for state in states)
    if missing:
        st.warning(t("records.missing", year=year, count=missing), icon=":material/pending_actions:")
    else:
        st.success(t("records.complete", year=year), icon=":material/check_circle:")
    picked = table_box(
        paged(sorted(states, key=lambda one: not one.missing)),
        [
            Column(t("records.column.chapter"), lambda row: t(f"records.chapter.{row.key}"), width=200),
            Column(t("records.column.state"), state_words, width=320),
            Column(t("records.column.by"), _by, width=200),
            Column(t("records.column.gaps"), gap_words, width=200),
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
    if picked:
        st.query_params["chapter"] = picked[0].key
        st.rerun()


def _by(state: ChapterYear) -> str:
    """Who enters it, and where."""
    units = any(one.key == state.key and one.of_units for one in CHAPTERS)
    whom = t(f"records.by.{'units' if units else 'office'}")
    where = t(f"navigation.pages.{ELSEWHERE.get(state.key, 'records')}")
    return t("records.by.where", whom=whom, page=where)


def _fed(state: ChapterYear) -> str:
    figures = next(one.figures for one in (*CHAPTERS, *KEPT_ELSEWHERE) if one.key == state.key)
    return t("document.comma").join(t(f"figure.{path}") for path in figures) or t("navigation.pages.forms")


require(Role.LEADER)
header("records")
say()
show()
