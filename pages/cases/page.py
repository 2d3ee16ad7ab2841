"""Cases: closing, merging, migrating, suspending and cancelling, step by step; and what comes after."""

from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.common.text import t
from core.lifecycle import case_lists
from core.lifecycle.after import after_counts, after_lines
from core.lifecycle.case_lists import NEXT_DAYS, Filter
from core.lifecycle.rules import lifecycle_rules
from core.lifecycle.steps import step_name
from core.lifecycle.vocabulary import CaseKind, CaseState, StepOwner
from core.reminders import late
from core.reporting.statistics.registry import any_channel
from pages.cases.after_closing import closed_channels, suspensions
from pages.cases.apps import apps_box
from pages.cases.detail import case_box
from pages.cases.migration import migrations
from pages.cases.open import open_form
from pages.components import filters
from pages.components.address import number_in_address
from pages.components.case_columns import after_columns, case_columns
from pages.components.dialog import asked_dialog
from pages.components.figures import Figure, metric_row, rows_behind
from pages.components.flash import kept
from pages.components.format import number, word
from pages.components.header import empty_state, header
from pages.components.level_filter import category_filter, level_filter
from pages.components.paper import hint
from pages.components.table import clear_choice, table_box
from pages.components.unit_filter import unit_filter
from pages.components.urging import urge_button, urge_dialog, urge_from_list
from pages.shell.guard import require

TABS = ("cases", "suspended", "zombies", "migration")
DUE = ("late", "soon")
NAMES = {"under_way": "metric.cases", "late": "metric.cases_late"}


def cases() -> None:
    """Draw the figures, the list, and the case that is chosen or that the address names."""
    head = st.container()
    if current_actor().role.allows(Role.STAFF) and asked_dialog(
        "add", t("case.new"), key="case-new", type="primary", icon=":material/add:"
    ):
        open_form()
    if not case_lists.listed(Filter(), limit=1).total:
        with head:
            metric_row(_figures(Filter()), key="cases")
        st.info(t("case.empty"), icon=":material/task_alt:")
        apps_box()
        return
    asked = st.query_params.get("case", "")
    if asked:
        case_box(number_in_address(asked))
    wanted = _asked()
    with head:
        metric_row(_figures(wanted), key="cases")
    chosen = table_box(
        lambda limit, offset: case_lists.listed(wanted, limit=limit, offset=offset),
        case_columns(),
        key="cases",
        name=t("case.table"),
        filters=wanted,
        select="one",
        identity=lambda row: row.id,
        in_address=True,
    )
    if case_lists.counts(wanted).late:
        urge_button(late.cases(wanted))
    hint(t("case.choose"))
    apps_box()
    if chosen:
        # The chosen case stands in the address and above the list, where it can be seen and sent on.
        clear_choice("cases")
        st.query_params["case"] = str(chosen[0].id)
        st.rerun()
    st.caption(t("case.recalled", version=lifecycle_rules().version))
    rows_behind(
        {
            "zombie": (t("case.zombie"), partial(_still_there, wanted)),
            **{
                key: (t(NAMES.get(key, f"case.{key}")), partial(_behind, wanted, part))
                for key, part in case_lists.PARTS.items()
            },
            **urge_dialog(late.cases(wanted)),
        }
    )


def _figures(wanted: Filter) -> list[Figure]:
    found, after = case_lists.counts(wanted), after_counts(unit_id=wanted.unit_id, own_only=wanted.own_only)
    return [
        Figure("under_way", t("metric.cases"), number(found.under_way), t("case.under_way_note")),
        Figure(
            "late",
            t("metric.cases_late"),
            number(found.late),
            t("case.late_note"),
            tone="late" if found.late else "plain",
        ),
        Figure("soon", t("case.soon"), number(found.soon), t("case.soon_note", days=NEXT_DAYS)),
        Figure("verifying", t("case.verifying"), number(found.verifying), t("case.verifying_note")),
        Figure(
            "zombie",
            t("case.zombie"),
            number(after.problem),
            t("case.zombie_note"),
            tone="wrong" if after.problem else "plain",
        ),
    ]


def _asked() -> Filter:
    keys = dict.fromkeys(step.key for rule in lifecycle_rules().kind.values() for step in rule.step)
    with st.container(key="case-filters"):
        first, second = st.columns(5), st.columns(5)
    with first[0]:
        words = filters.search("q", t("common.search"), placeholder=t("case.search_hint"))
    with first[1]:
        kind = filters.choice(
            "kind", t("common.column.case_kind"), list(CaseKind), partial(word, "state.case_kind")
        )
    with first[2]:
        step = filters.choice(
            "step", t("case.filter_step"), list(keys), lambda key: step_name(key, CaseState.REQUESTED)
        )
    with first[3]:
        due = filters.choice("due", t("case.filter_due"), DUE, lambda key: t(f"case.due_{key}"))
    with first[4]:
        level = level_filter()
    with second[0]:
        category = category_filter()
    with second[1]:
        turn = filters.choice("turn", t("case.filter_turn"), list(StepOwner), partial(word, "case.who"))
    with second[2]:
        unit, own_only = unit_filter(case_lists.units())
    with second[3]:
        state = filters.choice(
            "state", t("common.column.state"), list(CaseState), partial(word, "state.case")
        )
    with second[4]:
        ended = filters.choice("ended", t("case.show_ended"), ("yes", "no"), _yes, default="yes")
    return Filter(
        kind=kind,
        state=state,
        step=step,
        turn=turn,
        due=due,
        unit_id=unit,
        own_only=own_only,
        under_way=ended == "no",
        level=level,
        category=category,
        words=words,
    )


def _yes(key: str) -> str:
    return t(f"evidence.{key}")


def _still_there(wanted: Filter) -> None:
    table_box(
        lambda limit, offset: after_lines(
            outcome="problem",
            unit_id=wanted.unit_id,
            own_only=wanted.own_only,
            limit=limit,
            offset=offset,
        ),
        after_columns(),
        key="behind-zombies",
        name=t("case.zombie"),
        heading=False,
    )


def _behind(wanted: Filter, part: Filter) -> None:
    if part == case_lists.PARTS["late"]:
        urge_from_list()
    table_box(
        lambda limit, offset: case_lists.listed(wanted, part=part, limit=limit, offset=offset),
        case_columns(),
        key="behind-cases",
        name=t("case.table"),
        filters=wanted,
        heading=False,
    )


require(Role.LEADER)
header("case")
kept()
if not any_channel():
    empty_state()
    st.stop()
tab = filters.switch("tab", t("case.table"), TABS, lambda key: t(f"case.tab.{key}"), default="cases")
{"cases": cases, "suspended": suspensions, "zombies": closed_channels, "migration": migrations}[tab]()
