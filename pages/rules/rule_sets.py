"""One rule set: its head, its windows and limits, its indicators; copying and changing it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.common.errors import DomainError
from core.common.text import t
from core.rules import rule_set, store
from core.rules.compare import differences, flat
from core.rules.editing import NOTE_LIMIT, restore
from core.rules.indicator import Indicator
from core.rules.mapping import checks_of
from core.rules.ruleset import THRESHOLDS, RuleSet
from core.rules.store import Edition
from pages.components.dialog import ask_why, open_dialog
from pages.components.filters import choice, search
from pages.components.format import actor, check_name, day, instant, plain, word
from pages.components.rule_labels import basis, label, points, state_of, value
from pages.components.table import Column, clear_choice, paged, table_box
from pages.rules.edit import copy_dialog, edit_form

TABLES = (*THRESHOLDS, "check", "deadline")
UNCOUNTED = ("version", "based_on", "local")


@dataclass(frozen=True, slots=True)
class _Threshold:
    key: str
    label: str
    value: str
    basis: str


def sets() -> None:
    """Choose a set, read it, and copy or change it."""
    current = rule_set().version
    chosen = choose("set", t("rule.choose"), current)
    for wrong in store.broken():
        st.warning(t("rule.broken", version=plain(wrong.version), why=plain(wrong.why)))
    _head(chosen, current)
    if current_actor().role.allows(Role.SUPERVISOR):
        _actions(chosen)
    if st.session_state.get("rule-editing") == chosen.version:
        edit_form(chosen)
        return
    _versions(chosen, current)
    _thresholds(chosen.rules)
    _indicators(chosen.rules)


def choose(name: str, title: str, default: str) -> Edition:
    """One edition, newest first; its version stands in the address."""
    known = {each.version: each for each in reversed(store.editions())}
    current = rule_set().version
    picked = choice(
        name, title, list(known), lambda version: _title(known[version], current), default=default
    )
    return known.get(picked) or known[default]


def _title(edition: Edition, current: str) -> str:
    return f"{edition.rules.name}　{edition.version}　[{state_of(edition.rules, current)}]"


def _head(edition: Edition, current: str) -> None:
    rules = edition.rules
    with st.container(border=True, key="rule-head", gap="xsmall"):
        st.markdown(f"**{plain(rules.name)}**　{state_of(rules, current)}")
        st.caption(
            t(
                "rule.head",
                version=plain(rules.version),
                jurisdiction=plain(rules.jurisdiction),
                since=day(rules.in_force_from),
                until=day(rules.in_force_until),
                source=plain(rules.source),
            )
        )
        if rules.scope.narrowness:
            st.caption(
                t(
                    "rule.scope_is",
                    kinds=value("scope.kinds", rules.scope.kinds),
                    levels=value("scope.levels", rules.scope.levels),
                )
            )
        if not edition.shipped:
            note = f" · {plain(edition.note)}" if edition.note else ""
            saved = t(
                "rule.saved",
                who=plain(edition.saved_by),
                at=instant(edition.saved_at),
                base=plain(rules.based_on),
            )
            st.caption(saved + note)
        if rules.example:
            st.caption(t("rule.example"))


def _actions(edition: Edition) -> None:
    editing = st.session_state.get("rule-editing") == edition.version
    with st.container(horizontal=True, key="rule-actions"):
        if st.button(t("rule.copy"), icon=":material/content_copy:", key="rule-copy"):
            copy_dialog(edition)
        if edition.shipped:
            st.caption(t("rule.shipped"))
        elif st.button(
            t("rule.stop_editing" if editing else "rule.edit"), icon=":material/edit:", key="rule-edit"
        ):
            st.session_state["rule-editing"] = None if editing else edition.version
            st.rerun()


def _versions(edition: Edition, current: str) -> None:
    """Every version of the set, the newest first, and when each is in force."""
    mine = [each for each in reversed(store.editions()) if each.key == edition.key]
    if edition.shipped:
        return
    columns: list[Column[Edition]] = [
        Column(t("rule.column.version"), lambda row: row.version, width=140),
        Column(t("rule.column.state"), lambda row: state_of(row.rules, current), width=90),
        Column(t("rule.key.in_force_from"), lambda row: row.rules.in_force_from, "day", width=110),
        Column(t("rule.key.in_force_until"), lambda row: row.rules.in_force_until, "day", width=110),
        Column(t("rule.column.changed"), lambda row: _changed(row), "number", width=80),
        Column(t("rule.column.saved_by"), lambda row: actor(row.saved_by), width=110),
        Column(t("rule.column.saved_at"), lambda row: row.saved_at, "instant", width=140),
        Column(t("rule.note"), lambda row: row.note or None, width=240),
    ]
    may = current_actor().role.allows(Role.SUPERVISOR) and len(mine) > 1
    bar = st.container(horizontal=True, vertical_alignment="center", key="rule-versions-bar")
    picked = table_box(
        paged(mine),
        columns,
        key="rule-versions",
        name=t("rule.versions"),
        filters=edition.key,
        select="one" if may else "none",
        identity=lambda row: row.version,
    )
    if may:
        with bar:
            _going_back(picked[0] if picked else None, mine[0])


def _going_back(picked: Edition | None, newest: Edition) -> None:
    """Offer to make an earlier version the newest again."""
    if picked is None or picked.version == newest.version:
        st.caption(t("rule.restore_hint"))
    elif st.button(t("rule.restore", version=picked.version), key="rule-restore", icon=":material/undo:"):
        open_dialog(t("rule.restore", version=picked.version), partial(restore_form, picked))


def restore_form(picked: Edition) -> None:
    """Ask why, and make an earlier version the newest again."""
    words = (
        t("rule.restore_explain", version=picked.version),
        t("rule.note"),
        t("rule.restore", version=picked.version),
    )
    reason = ask_why(*words, key="rule-restore-form", longest=NOTE_LIMIT)
    if reason is None:
        return
    try:
        made = restore(picked.version, note=reason, actor=current_actor())
    except DomainError as why:
        st.error(plain(str(why)))
        return
    clear_choice("rule-versions")
    st.query_params["set"] = made
    st.toast(t("rule.saved_as", version=made), icon=":material/task_alt:")
    st.rerun()


def _changed(edition: Edition) -> int | None:
    """How many values differ from the version it was made from; None when that one is gone."""
    before = store.edition(edition.rules.based_on)
    if before is None:
        return None
    found = differences(before.rules, edition.rules)
    return sum(each.key.split(".")[0] not in UNCOUNTED for each in found)


def _thresholds(rules: RuleSet) -> None:
    lines = list(_lines(rules))
    columns: list[Column[_Threshold]] = [
        Column(t("rule.column.key"), lambda row: row.label, width=240),
        Column(t("rule.column.value"), lambda row: row.value, width=110),
        Column(t("rule.column.basis"), lambda row: row.basis, width=190),
    ]
    table_box(
        paged(lines),
        columns,
        key="rule-thresholds",
        name=t("rule.thresholds"),
        filters=rules.version,
    )


def _lines(rules: RuleSet) -> Iterator[_Threshold]:
    for key, raw in flat({name: part for name, part in rules.document().items() if name in TABLES}):
        if raw is None and key.endswith(".thresholds"):
            continue
        yield _Threshold(key, label(key, rules), value(key, raw), basis(key, rules))


def _indicators(rules: RuleSet) -> None:
    with st.container(horizontal=True, key="rule-indicator-filters"):
        groups = sorted({each.group.value for each in rules.indicator.values()})
        group = choice(
            "group", t("indicator.field.group"), groups, lambda name: word("indicator.group", name)
        )
        words = search("find", t("common.search"))
    found = [
        (key, each)
        for key, each in rules.indicator.items()
        if (not group or each.group == group)
        and words.casefold() in f"{key} {each.name} {each.rule}".casefold()
    ]
    table_box(
        paged(found),
        indicator_columns(rules),
        key="rule-indicators",
        name=t("rule.indicators"),
        filters=(rules.version, group, words),
    )


def indicator_columns(rules: RuleSet) -> list[Column[tuple[str, Indicator]]]:
    """The columns of a list of indicators."""
    return [
        Column(t("indicator.field.id"), lambda row: row[0], width=80),
        Column(t("indicator.field.name"), lambda row: row[1].name, width=190),
        Column(t("indicator.field.group"), lambda row: word("indicator.group", row[1].group), width=90),
        Column(t("indicator.field.points"), lambda row: _points(row[1]), width=90),
        Column(
            t("indicator.field.cap"), lambda row: None if row[1].cap is None else f"{row[1].cap:g}", width=80
        ),
        Column(t("indicator.field.rule"), lambda row: row[1].rule, width=360),
        Column(
            t("indicator.field.automation"),
            lambda row: word("indicator.automation", row[1].automation),
            width=110,
        ),
        Column(t("indicator.field.checks"), lambda row: _checks(row[0]), width=130),
        Column(
            t("rule.column.basis"),
            lambda row: basis(f"indicator.{row[0]}", rules),
            width=150,
        ),
        Column(t("indicator.field.note"), lambda row: row[1].note or None, width=300),
        Column(
            t("indicator.field.enabled"), lambda row: t("rule.yes" if row[1].enabled else "rule.no"), width=70
        ),
    ]


def _points(indicator: Indicator) -> str | None:
    if indicator.group in ("veto", "rule"):
        return None
    each = t("rule.for_each") if indicator.each else ""
    return points(indicator.points) + each


def _checks(key: str) -> str | None:
    return t("rule.comma").join(map(check_name, checks_of(key))) or None
