"""Issues: what is wrong, by when, and what people do about it."""

from functools import partial

import streamlit as st

from core.access import Role
from core.common.text import t
from core.common.vocabulary import IssueSource, IssueState, Severity
from core.issues import queries
from core.issues.filters import DUES, Filter
from core.issues.queries import Counts, listed, parts
from core.reminders import late
from core.reporting.statistics.registry import any_channel
from core.rules import rule_set
from pages.components import filters
from pages.components.figures import Figure, Tone, metric_row, rows_behind
from pages.components.format import check_name, number, word
from pages.components.header import empty_state, header
from pages.components.issues.actions import action_bar, result
from pages.components.issues.columns import issue_columns
from pages.components.issues.opened import named_issue
from pages.components.issues.table import issue_table
from pages.components.level_filter import category_filter, level_filter
from pages.components.table import table_box
from pages.components.unit_filter import unit_filter
from pages.components.urging import urge_button, urge_dialog, urge_from_list
from pages.shell.guard import require

TONES: dict[str, Tone] = {"overdue": "late"}


def figures(counts: Counts) -> None:
    """Draw the row of figures."""
    nearly = rule_set().deadline.nearly_due
    metric_row(
        [
            Figure(
                key,
                t(f"metric.{key}"),
                number(count),
                t(f"issues.{key}_note", days=nearly),
                tone=TONES.get(key, "plain") if count else "plain",
            )
            for key, count in (
                ("open", counts.open),
                ("overdue", counts.overdue),
                ("soon", counts.soon),
                ("waiting", counts.waiting),
                ("returned", counts.returned),
                ("verified", counts.verified),
            )
        ],
        key="issues",
    )


def behind(wanted: Filter) -> None:
    """Open the rows of the figure that was clicked: those of its part that `wanted` holds."""
    shown = {key: (t(f"metric.{key}"), partial(_table, key, wanted)) for key in parts()}
    rows_behind({**shown, **urge_dialog(late.issues(wanted))})


def _table(key: str, wanted: Filter) -> None:
    if key == "overdue":
        urge_from_list()
    table_box(
        lambda limit, offset: listed(wanted, part=parts()[key], limit=limit, offset=offset),
        issue_columns(),
        key=f"issues-{key}",
        name=t(f"metric.{key}"),
        heading=False,
    )


def show() -> None:
    """Draw figures, filters, the list, what may be done with the chosen, and one issue in full."""
    head = st.container()
    wanted, sort = _asked()
    with head:
        figures(queries.counts(wanted))
    result()
    bar = st.container()
    chosen = issue_table(
        lambda limit, offset: queries.listed(wanted, sort=sort, limit=limit, offset=offset),
        issue_columns(),
        t("issues.table"),
        (wanted, sort),
    )
    with bar:
        action_bar(chosen)
        urge_button(late.issues(wanted))
    if not named_issue():
        behind(wanted)


def _asked() -> tuple[Filter, queries.Sort]:
    with st.container(key="issues-filters"):
        first, second = st.columns(5), st.columns(5)
    with first[0]:
        words = filters.search("q", t("common.search"), placeholder=t("issues.search_hint"))
    with first[1]:
        states = filters.choices("state", t("issue.state"), list(IssueState), partial(word, "state.issue"))
    with first[2]:
        due = filters.choice("due", t("issues.due"), DUES, lambda key: t(f"issues.due_{key}"))
    with first[3]:
        unit, own_only = unit_filter(queries.units())
    with first[4]:
        level = level_filter()
    with second[0]:
        category = category_filter()
    with second[1]:
        sources = filters.choices(
            "source", t("issue.source"), list(IssueSource), partial(word, "state.source")
        )
    with second[2]:
        severity = filters.choice(
            "severity", t("common.column.severity"), list(Severity), partial(word, "state.severity")
        )
    with second[3]:
        check = filters.choice("check", t("common.column.check"), list(rule_set().check), check_name)
    with second[4]:
        sort = filters.choice(
            "sort", t("issues.sort"), queries.SORTS, lambda key: t(f"issues.sorts.{key}"), default="due"
        )
    wanted = Filter(
        states=states,
        sources=sources,
        severity=severity,
        unit_id=unit,
        own_only=own_only,
        level=level,
        category=category,
        check=check,
        due=next((known for known in DUES if known == due), ""),
        words=words,
    )
    return wanted, next(known for known in queries.SORTS if known == sort)


require(Role.LEADER)
header("issues")
if queries.any_issue():
    show()
elif any_channel():
    st.info(t("issues.empty"), icon=":material/task_alt:")
else:
    empty_state()
