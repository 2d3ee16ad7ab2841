"""Registry: every channel that was ever entered, found by filter and words."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.common.text import t
from core.common.vocabulary import ObservedState, RegisteredState
from core.registry.exporting import registry_sheet
from core.registry.fields import fields, word_of
from core.registry.grid import UnitLine, unit_lines
from core.registry.kinds import keys_of, kind_name, kinds
from core.registry.search import SORTS, Filter, Listed, Sort, Totals, search, totals, units
from core.reporting.statistics.registry import any_channel
from pages.components import filters
from pages.components.channel_form import open_channel_form
from pages.components.dialog import asked_dialog
from pages.components.figures import Figure, Tone, metric_row, rows_behind
from pages.components.flash import say
from pages.components.format import number, word
from pages.components.header import empty_state, header
from pages.components.level_filter import category_filter, level_filter
from pages.components.links import address_of, go
from pages.components.paper import hint
from pages.components.table import Column, table_box
from pages.components.unit_filter import unit_filter
from pages.shell.guard import require


def show() -> None:
    """Draw the page for a registry that holds something."""
    head = st.container()
    if current_actor().role.allows(Role.SUPERVISOR) and asked_dialog(
        "add", t("field.form.create"), icon=":material/add:", key="add-channel"
    ):
        open_channel_form()
    wanted, sort = _asked()
    with head:
        metric_row(_figures(totals(wanted)), key="registry")
    chosen = table_box(
        lambda limit, offset: search(wanted, sort=sort, limit=limit, offset=offset),
        _columns(),
        key="registry",
        name=t("registry.table"),
        filters=(wanted, sort),
        select="one",
        identity=lambda row: row.id,
        href=lambda row: address_of("channel", id=row.id),
        in_address=True,
        sheet=lambda: registry_sheet(wanted),
    )
    hint(t("common.choose_row"))
    rows_behind(_behind(wanted))
    if chosen:
        go("channel", id=chosen[0].id)


def _figures(whole: Totals) -> list[Figure]:
    def running(count: int) -> str:
        return t("registry.running", count=number(count))

    return [
        Figure("websites", t("registry.websites"), number(whole.websites), running(whole.websites_running)),
        Figure("accounts", t("registry.accounts"), number(whole.accounts), running(whole.accounts_running)),
        Figure("units", t("metric.owners"), number(whole.units), t("registry.units_note")),
        Figure(
            "disagreeing",
            t("registry.disagreeing"),
            number(whole.disagreeing),
            t("registry.disagreeing_note"),
            tone="wrong" if whole.disagreeing else "plain",
        ),
    ]


def _asked() -> tuple[Filter, Sort]:
    """The filter and the order that the address and the widgets name."""
    with st.container(key="registry-filters"):
        first, second = st.columns(4), st.columns(5)
    with first[0]:
        words = filters.search("q", t("common.search"), placeholder=t("registry.search_hint"))
    with first[1]:
        medium = filters.medium_choice(t("registry.medium"))
    with first[2]:
        offered_kinds = keys_of(medium) if medium else tuple(kinds())
        kind = filters.choice("kind", t("registry.kind"), offered_kinds, kind_name, follows="channel_kind")
    with first[3]:
        states = filters.choices(
            "registered", t("registry.registered"), list(RegisteredState), partial(word, "state.registered")
        )
    with second[0]:
        observed = filters.choice(
            "observed",
            t("registry.observed"),
            ["disagreeing", *ObservedState],
            lambda state: (
                t("registry.only_disagreeing") if state == "disagreeing" else word("state.observed", state)
            ),
        )
    with second[1]:
        unit, own_only = unit_filter(units())
    with second[2]:
        level = level_filter()
    with second[3]:
        category = category_filter()
    with second[4]:
        asked = filters.choice(
            "sort", t("registry.sort"), SORTS, lambda order: t(f"registry.sorts.{order}"), default="attention"
        )
    sort = next(order for order in SORTS if order == asked)
    wanted = Filter(
        medium=medium,
        kind=kind,
        registered=states,
        observed="" if observed == "disagreeing" else observed,
        unit_id=unit,
        own_only=own_only,
        words=words,
        disagreeing=observed == "disagreeing",
        level=level,
        category=category,
    )
    return wanted, sort


def _columns() -> list[Column[Listed]]:
    return [
        Column(t("registry.name"), lambda row: row.name, width=250),
        Column(t("registry.code"), lambda row: row.code, width=70, card=False),
        Column(t("registry.kind"), lambda row: kind_name(row.kind)),
        Column(
            fields()["level"].label,
            lambda row: word_of(fields()["level"], row.level) or None,
            width=80,
            rare=True,
            card=False,
        ),
        Column(
            fields()["category"].label,
            lambda row: word_of(fields()["category"], row.category) or None,
            width=100,
            card=False,
        ),
        Column(t("registry.unit"), lambda row: row.unit, width=180),
        Column(t("registry.registered"), lambda row: word("state.registered", row.registered), card=True),
        Column(t("registry.observed"), _observed, tone=_alarm, card=True),
        Column(t("registry.share"), lambda row: row.share, "share"),
        Column(t("registry.open_issues"), lambda row: row.open_issues or None, "number", card=True),
        Column(t("registry.address"), lambda row: row.url or row.account, width=220),
        Column(t("registry.site_code"), lambda row: row.site_code or None, width=110, rare=True),
    ]


def _observed(row: Listed) -> str:
    seen = word("state.observed", row.observed)
    return t("registry.alarm", seen=seen) if row.disagrees else seen


def _alarm(row: Listed) -> Tone:
    if row.disagrees:
        return "wrong"
    return "unknown" if row.observed is ObservedState.UNKNOWN else "plain"


def _behind(wanted: Filter) -> dict[str, tuple[str, Callable[[], None]]]:
    parts = {
        "websites": Filter(medium="website"),
        "accounts": Filter(medium="account"),
        "disagreeing": Filter(disagreeing=True),
    }
    behind = {
        key: (t(f"registry.{key}"), partial(_channels, key, wanted, part)) for key, part in parts.items()
    }
    return {**behind, "units": (t("metric.owners"), partial(_units, wanted))}


def _channels(key: str, wanted: Filter, part: Filter) -> None:
    table_box(
        lambda limit, offset: search(wanted, part=part, limit=limit, offset=offset),
        _columns(),
        key=f"registry-{key}",
        name=t(f"registry.{key}"),
        heading=False,
    )


def _units(wanted: Filter) -> None:
    columns: list[Column[UnitLine]] = [
        Column(t("registry.unit"), lambda row: row.name, width="large"),
        Column(t("registry.level"), lambda row: word("state.level", row.level)),
        Column(t("registry.supervisor"), lambda row: row.supervisor),
        Column(t("registry.websites"), lambda row: row.websites, "number", width="small"),
        Column(t("registry.accounts"), lambda row: row.accounts, "number", width="small"),
        Column(t("registry.of_them_running"), lambda row: row.running, "number", width="small"),
    ]
    table_box(
        lambda limit, offset: unit_lines(wanted, limit=limit, offset=offset),
        columns,
        key="registry-units",
        name=t("metric.owners"),
        heading=False,
    )


require(Role.LEADER)
header("registry")
say()
if any_channel():
    show()
else:
    empty_state()
