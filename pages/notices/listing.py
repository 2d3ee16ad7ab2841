"""The list of notices with its figures and filters."""

from functools import partial

import streamlit as st

from core.common import clock
from core.common.sheet import Slice
from core.common.text import t
from core.common.vocabulary import NoticeKind
from core.notices import lists
from core.notices.lists import NoticeRow
from core.reminders import late
from pages.components import filters
from pages.components.figures import Figure, metric_row, rows_behind
from pages.components.format import number, word
from pages.components.jobs import job_boxes, leads_to
from pages.components.paper import hint
from pages.components.table import table_box
from pages.components.urging import urge_button, urge_dialog, urge_from_list
from pages.notices.columns import notice_columns, reply_columns
from pages.notices.new import new_notice
from pages.notices.template import template_button

STAGES = ("draft", "issued")


def listing() -> None:
    """Draw figures, filters and the list; a chosen row opens."""
    overdue = _figures()
    with st.container(horizontal=True, gap="small"):
        new_notice()
        if overdue:
            urge_button(late.replies())
        template_button()
    job_boxes("notices", leads_to("notices", "paper", t("notices.new.see"), "paper"))
    kind, stage, words = _asked()

    def fetch(limit: int, offset: int) -> Slice[NoticeRow]:
        chosen: lists.Stage = "draft" if stage == "draft" else "issued" if stage == "issued" else ""
        return lists.listed(kind=kind, stage=chosen, words=words, limit=limit, offset=offset)

    chosen = table_box(
        fetch,
        notice_columns(),
        key="notices",
        name=t("notices.table"),
        empty="" if kind or stage or words else t("notices.none_yet"),
        filters=(kind, stage, words),
        select="one",
        identity=lambda row: (row.paper_id, row.notice_id),
        in_address=True,
    )
    hint(t("notices.choose"))
    rows_behind({**_behind(), **urge_dialog(late.replies())})
    if chosen:
        _open(chosen[0])


def _figures() -> int:
    """Draw them, and return how many replies are overdue."""
    counts = lists.counts()
    metric_row(
        [
            Figure("drafts", t("notices.drafts"), number(counts.drafts), t("notices.drafts_note")),
            Figure("issued", t("notices.issued"), number(counts.issued), t("notices.issued_note")),
            Figure("waiting", t("notices.waiting"), number(counts.waiting), t("notices.waiting_note")),
            Figure(
                "overdue",
                t("notices.overdue"),
                number(counts.overdue),
                t("notices.overdue_note"),
                tone="late" if counts.overdue else "plain",
            ),
        ],
        key="notices",
    )
    return counts.overdue


def _behind() -> dict[str, tuple[str, partial[None]]]:
    return {
        "drafts": (t("notices.drafts"), partial(_notices, "drafts", stage="draft")),
        "issued": (
            t("notices.issued"),
            partial(_notices, "issued", stage="issued", since=clock.today().replace(month=1, day=1)),
        ),
        "waiting": (t("notices.waiting"), partial(_replies, "waiting")),
        "overdue": (t("notices.overdue"), partial(_replies, "overdue")),
    }


def _notices(key: str, **wanted: object) -> None:
    table_box(
        lambda limit, offset: lists.listed(limit=limit, offset=offset, **wanted),  # type: ignore[arg-type]
        notice_columns(),
        key=f"behind-{key}",
        name=t(f"notices.{key}"),
        heading=False,
    )


def _replies(which: lists.Answered) -> None:
    if which == "overdue":
        urge_from_list()
    table_box(
        lambda limit, offset: lists.replies(which=which, limit=limit, offset=offset),
        reply_columns(with_notice=True),
        key=f"behind-{which}",
        name=t(f"notices.{which}"),
        heading=False,
    )


def _asked() -> tuple[str, str, str]:
    with st.container(key="notices-filters"):
        places = st.columns(3)
    with places[0]:
        words = filters.search("q", t("common.search"), placeholder=t("notices.search_hint"))
    with places[1]:
        kind = filters.choice(
            "kind", t("notices.column.kind"), list(NoticeKind), partial(word, "notice.kind")
        )
    with places[2]:
        stage = filters.choice("stage", t("notices.stage"), STAGES, lambda key: t(f"notices.stages.{key}"))
    return kind, stage, words


def _open(row: NoticeRow) -> None:
    name, value = ("paper", row.paper_id) if row.paper_id else ("notice", row.notice_id)
    st.query_params[name] = str(value)
    st.rerun()
