"""Which chapter of the records is open: groups of chapters, then the chapters of one group.

The chapter alone stands in the address; its group follows from it, so that links of any age open it."""

from collections.abc import Sequence

import streamlit as st

from core.common.text import t
from pages.components import filters
from pages.components.paper import on_paper

OVERVIEW = "overview"
GROUPS: dict[str, tuple[str, ...]] = {
    OVERVIEW: (OVERVIEW,),
    "people": ("regulation", "drill", "duty", "reading", "review", "training", "work_group"),
    "security": ("mlps_assessment", "data_assessment", "incident", "mlps", "vulnerability"),
    "public": (
        "survey",
        "survey_day",
        "suggestion",
        "service_theme",
        "service_section",
        "message",
        "error_report",
    ),
    "channels": ("traffic", "column_month", "column", "migration", "relaunch", "content", "census", "exit"),
    "judging": ("unit_score", "notice", "inspection", "accountability"),
}
_WIDGET = "records-group"


def group_of(chapter: str) -> str:
    """The group of `chapter`; one that no group names stands in the last."""
    return next((group for group, chapters in GROUPS.items() if chapter in chapters), [*GROUPS][-1])


def chosen(offered: Sequence[str]) -> str:
    """The chapter that the address names, the first of `offered` without one; draws both rows of buttons."""
    asked = st.query_params.get("chapter", "")
    open_group = group_of(asked if asked in offered else offered[0])
    groups = [group for group in GROUPS if any(group_of(one) == group for one in offered)]
    if not on_paper():
        st.session_state[_WIDGET] = open_group
        st.segmented_control(
            t("records.groups"),
            groups,
            key=_WIDGET,
            format_func=lambda group: t(f"records.group.{group}"),
            required=True,
            label_visibility="collapsed",
            on_change=_open,
            args=(tuple(offered),),
        )
    chapters = [one for one in offered if group_of(one) == open_group]
    if len(chapters) == 1:
        return chapters[0]
    return filters.switch(
        "chapter",
        t("records.chapters"),
        chapters,
        lambda key: t(f"records.chapter.{key}"),
        default=offered[0],
    )


def _open(offered: tuple[str, ...]) -> None:
    first = next(one for one in offered if group_of(one) == st.session_state[_WIDGET])
    if first == offered[0]:
        st.query_params.pop("chapter", None)
    else:
        st.query_params["chapter"] = first
