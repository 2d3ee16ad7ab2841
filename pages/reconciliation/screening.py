"""Lists of accounts that may have to be closed, and the cases that are opened for those that are chosen."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.common.errors import DomainError
from core.common.notes import NOTE_LIMIT
from core.common.sheet import Cell
from core.common.text import t
from core.lifecycle import screening
from core.lifecycle.closing_many import Proposed, ask_to_close, preview
from core.lifecycle.screening import Filter, Screened, Screening, screening_rules
from core.registry.kinds import keys_of, kind_name
from core.registry.search import units
from pages.components import filters
from pages.components.dialog import open_dialog
from pages.components.figures import Figure, metric_row
from pages.components.format import number, plain, word
from pages.components.jobs import hold_still, job_boxes, spent, token
from pages.components.links import address_of, go
from pages.components.paper import hint
from pages.components.table import Column, clear_choice, paged, table_box
from pages.components.unit_filter import unit_filter

SHOWN = 8


def draw_several() -> None:
    """Several accounts of one unit on one platform."""
    note = t("screening.group_note", most=screening_rules().several.most)
    _draw("several", screening.several(_asked()), note)


def draw_zombies() -> None:
    """Accounts that published nothing for long."""
    months = screening_rules().zombie.months
    _draw("zombie", screening.zombies(_asked()), t("screening.zombie_note", months=months))


def draw_silent(place: int) -> None:
    """Accounts with nothing in so many months running: the list at `place` of the rule."""
    months = screening_rules().silent.months
    last = place == len(months) - 1
    note = t(f"screening.{'silent_more_note' if last else 'silent_note'}", months=months[place])
    _draw(f"silent{place}", screening.silent(months[place], _asked()), note)


def _asked() -> Filter:
    first, second, third, fourth = st.columns(4)
    with first:
        words = filters.search("q", t("common.search"))
    with second:
        kinds = [key for key in keys_of("account") if key not in screening_rules().exempt]
        kind = filters.choice("kind", t("screening.filter.kind"), kinds, kind_name, follows="channel_kind")
    with third:
        case = filters.choice(
            "case", t("screening.filter.case"), ["without", "with"], lambda key: t(f"screening.case.{key}")
        )
    with fourth:
        unit, own_only = unit_filter(units())
    return Filter(kind, unit, own_only, words, "with" if case == "with" else "without" if case else "")


def _draw(key: str, found: Screening, note: str) -> None:
    may = current_actor().role.allows(Role.STAFF)
    if may:
        job_boxes("lifecycle")
    st.caption(plain(note))
    _figures(key, found)
    table = f"screening-{key}"
    chosen = table_box(
        paged(found.listed),
        _columns(several=key == "several"),
        key=table,
        name=t(f"reconciliation.tab.{_tab(key)}"),
        filters=(key, len(found.listed)),
        select="many" if may else "none",
        identity=lambda row: row.id,
        href=lambda row: address_of("channel", id=row.id),
        empty=t("screening.none"),
    )
    if may and found.listed:
        _bar(key, chosen, table)
    _unchecked(key, found)
    rules = screening_rules()
    st.caption(plain(t("screening.rules", version=rules.version)))


def _tab(key: str) -> str:
    return {"silent0": "two_months", "silent1": "three_months"}.get(key, key)


def _figures(key: str, found: Screening) -> None:
    opened = sum(bool(one.case) for one in found.listed)
    counts = {"listed": len(found.listed), "open": len(found.listed) - opened, "case": opened}
    if key != "several":
        counts["unchecked"] = len(found.unchecked)
    metric_row(
        [
            Figure(
                f"screening-{key}-{name}",
                t(f"screening.figure.{name}"),
                number(count),
                tone="wrong" if name == "open" and count else "plain",
                opens=False,
            )
            for name, count in counts.items()
        ],
        key=f"screening-{key}",
    )


def _columns(*, several: bool) -> list[Column[Screened]]:
    beside: Column[Screened] = Column(t("screening.column.beside"), _beside, "number", width=80)
    return [
        Column(t("screening.column.name"), lambda row: row.name, width=230),
        Column(t("screening.column.kind"), lambda row: kind_name(row.kind), width=100),
        Column(t("screening.column.unit"), lambda row: row.unit, width=170),
        *([beside] if several else []),
        Column(t("screening.column.last"), lambda row: row.last_post_on, "day", width=100),
        Column(t("screening.column.seen"), lambda row: row.seen_on, "day", width=100),
        Column(t("screening.column.by"), _by, width=90),
        Column(t("screening.column.days"), lambda row: row.silent_days, "number", width=80),
        Column(t("screening.column.months"), lambda row: row.silent_months, "number", width=80),
        Column(t("screening.column.registered"), lambda row: word("state.registered", row.registered)),
        Column(t("screening.column.case"), lambda row: row.case or None, width=110),
    ]


def _beside(row: Screened) -> Cell:
    return len(row.beside)


def _by(row: Screened) -> Cell:
    if row.seen_on is None:
        return None
    return t("screening.by.machine" if row.by_machine else "screening.by.person")


def _unchecked(key: str, found: Screening) -> None:
    if not found.unchecked:
        return
    title = f"{t('screening.unchecked')} · {number(len(found.unchecked))}"
    with st.expander(title, icon=":material/help:"):
        st.caption(plain(t("screening.unchecked_note", days=screening_rules().seen.days)))
        if current_actor().role.allows(Role.STAFF) and st.button(
            t("screening.open_accounts"), key=f"screening-look-{key}", icon=":material/group:"
        ):
            go("accounts")
        table_box(
            paged(found.unchecked),
            _columns(several=False),
            key=f"screening-unchecked-{key}",
            name=t("screening.unchecked"),
            filters=(key, len(found.unchecked)),
            heading=False,
        )


def _bar(key: str, chosen: Sequence[Screened], table: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="screening-actions"):
        if not chosen:
            hint(t("screening.choose"))
        elif st.button(
            t("screening.close.button", count=number(len(chosen))),
            key="screening-close",
            type="primary",
            icon=":material/delete_sweep:",
        ):
            hold_still()
            ids = tuple(one.id for one in chosen)
            open_dialog(t("screening.close.title"), partial(_ask, key, ids, table), wide=True)


def _ask(key: str, ids: Sequence[int], table: str) -> None:
    found = preview(ids, actor=current_actor())
    fitting = [one for one in found if one.why is None]
    if fitting:
        st.markdown(t("screening.close.will", count=len(fitting)))
    else:
        st.warning(t("screening.close.none"), icon=":material/block:")
    _left_out([one for one in found if one.why is not None])
    _afterwards(fitting)
    if not fitting:
        return
    given = t(
        "screening.close.reason_given",
        list=t(f"reconciliation.tab.{_tab(key)}"),
        version=screening_rules().version,
    )
    with st.form("screening-form", border=False):
        reason = st.text_input(t("screening.close.reason"), given, max_chars=NOTE_LIMIT)
        owner = st.text_input(t("screening.close.owner"), max_chars=64)
        sent = st.form_submit_button(t("screening.close.send"), type="primary")
    if sent:
        _send([one.channel_id for one in fitting], reason or "", owner or "", table)


def _left_out(left: Sequence[Proposed]) -> None:
    if not left:
        return
    st.markdown(t("screening.close.left_out", count=len(left)))
    for one in left[:SHOWN]:
        st.caption(plain(str(one.why)))


def _afterwards(fitting: Sequence[Proposed]) -> None:
    kept = [one for one in fitting if one.successor]
    if kept:
        with st.expander(t("screening.close.keeps_title", count=len(kept))):
            for one in kept:
                st.caption(plain(t("screening.close.keeps", name=one.name, successor=one.successor)))
    none = sum(one.leaves_none for one in fitting)
    if none:
        st.caption(t("screening.close.leaves_none", count=none))


def _send(ids: Sequence[int], reason: str, owner: str, table: str) -> None:
    try:
        ask_to_close(ids, reason=reason, owner=owner, actor=current_actor(), once=token("screening"))
    except DomainError as why:
        st.error(plain(str(why)), icon=":material/block:")
        return
    spent("screening")
    clear_choice(table)
    st.rerun()
