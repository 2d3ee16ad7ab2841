"""Copying a rule set, and changing a local one in a form that saves a new version."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from core.access import current_actor
from core.common.errors import DomainError
from core.common.text import t
from core.registry.kinds import kind_name, kinds
from core.rules.compare import flat
from core.rules.editing import copy, save
from core.rules.indicator import JUDGED
from core.rules.ruleset import THRESHOLDS, Basis, RuleError, RuleSet, laid_over
from core.rules.store import Edition
from core.rules.trying import tried
from pages.components.dialog import open_dialog
from pages.components.format import plain
from pages.components.rule_labels import label
from pages.rules.editors import check_editor, indicator_editor
from pages.rules.limits import mark_editor, threshold_editor
from pages.rules.own import limits_editor, own_editor
from pages.rules.trial import trial_box

PARTS = (*THRESHOLDS, "deadline")
LONGEST_NAME = 100


def copy_dialog(edition: Edition) -> None:
    """Ask for the copy's key and name, and open it for editing."""

    def draw() -> None:
        with st.form("rule-copy-form", border=False):
            st.caption(t("rule.copy_of", name=plain(edition.rules.name), version=plain(edition.version)))
            key = st.text_input(t("rule.key_label"), help=t("rule.key_help"), max_chars=32)
            name = st.text_input(t("rule.name_label"), value=edition.rules.name, max_chars=LONGEST_NAME)
            where = st.text_input(t("rule.jurisdiction_label"), max_chars=LONGEST_NAME)
            if st.form_submit_button(t("rule.copy"), type="primary"):
                _make_copy(edition.version, key.strip(), name, where)

    open_dialog(t("rule.copy"), draw)


def _make_copy(version: str, key: str, name: str, where: str) -> None:
    try:
        made = copy(version, key=key, name=name, jurisdiction=where, actor=current_actor())
    except (DomainError, RuleError) as why:
        st.error(plain(str(why)))
        return
    _show(made, editing=True)


def edit_form(edition: Edition) -> None:
    """The form of one local set. Its keys carry the version, so that a newer one starts afresh."""
    rules, key = edition.rules, f"edit-{edition.version}"
    with st.form(key):
        changes = _head(rules, key)
        st.markdown(f"**{t('rule.thresholds')}**")
        changes |= _numbers(rules, key)
        bands, unclear = limits_editor(rules, key)
        changes["scoring"] = {**changes.get("scoring", {}), **bands, "needed": _needed(rules, key)}
        st.markdown(f"**{t('rule.checks')}**")
        changes["check"] = check_editor(rules, key)
        st.markdown(f"**{t('rule.check_thresholds')}**")
        limits, wrong = threshold_editor(rules, key)
        changes["check"] = laid_over(changes["check"], limits)
        st.markdown(f"**{t('rule.indicators')}**")
        st.caption(t("rule.indicator_hint"))
        changes["indicator"] = indicator_editor(rules, key)
        st.markdown(f"**{t('rule.own')}**")
        st.caption(t("rule.own_hint"))
        own, faulty = own_editor(rules, key)
        changes["indicator"] |= own
        changes["local"] = mark_editor(rules, key)
        source, note = _grounds(key)
        with st.container(horizontal=True):
            sent = st.form_submit_button(t("rule.save"), type="primary", key=f"{key}-save")
            trial = st.form_submit_button(t("rule.try"), key=f"{key}-try", icon=":material/science:")
    for fault in (faults := [*unclear, *wrong, *faulty]) if sent or trial else ():
        st.error(plain(fault))
    if sent and not faults:
        _save(rules, changes, note, source)
    if trial and not faults:
        _try(rules, changes)


def _try(rules: RuleSet, changes: Mapping[str, Any]) -> None:
    try:
        with st.spinner(t("rule.trial.running")):
            trial = tried(rules.version, changes, actor=current_actor())
    except RuleError as wrong:
        for fault in wrong.faults:
            st.error(_named(fault, rules))
    except DomainError as why:
        st.error(plain(str(why)))
    else:
        trial_box(trial, rules, rules.version)


def _grounds(key: str) -> tuple[str, str]:
    """The document that what is changed now rests on, and a note."""
    left, right = st.columns(2)
    source = left.text_input(
        t("rule.changed_source"), help=t("rule.changed_source_help"), max_chars=200, key=f"{key}-grounds"
    )
    return source, right.text_input(t("rule.note"), max_chars=500, key=f"{key}-note")


def _needed(rules: RuleSet, key: str) -> dict[str, list[str]]:
    """The indicators without which no verdict is given, by medium."""
    judged = [name for name, each in rules.indicator.items() if each.group in JUDGED and each.enabled]
    return {
        medium: place.multiselect(
            label(f"scoring.needed.{medium}", rules),
            list(dict.fromkeys([*chosen, *judged])),
            chosen,
            format_func=lambda name: f"{name} {rules.indicator[name].name}",
            placeholder=t("common.none"),
            key=f"{key}-needed-{medium}",
        )
        for place, (medium, chosen) in zip(
            st.columns(len(rules.scoring.needed) or 1), rules.scoring.needed.items(), strict=False
        )
    }


def _save(rules: RuleSet, changes: Mapping[str, Any], note: str, source: str) -> None:
    try:
        made = save(rules.version, changes, note=note, source=source, actor=current_actor())
    except RuleError as wrong:
        for fault in wrong.faults:
            st.error(_named(fault, rules))
        return
    except DomainError as why:
        st.error(plain(str(why)))
        return
    _show(made, editing=False)


def _named(fault: str, rules: RuleSet) -> str:
    """A fault with its key as the form calls it."""
    key, colon, why = fault.partition(": ")
    return plain(f"{label(key, rules)}{colon}{why}")


def _show(version: str, *, editing: bool) -> None:
    st.session_state["rule-editing"] = version if editing else None
    st.query_params["set"] = version
    st.toast(t("rule.saved_as", version=version), icon=":material/task_alt:")
    st.rerun()


def _head(rules: RuleSet, key: str) -> dict[str, Any]:
    first, second, third = st.columns(3), st.columns(3), st.columns(2)
    return {
        "name": first[0].text_input(
            t("rule.name_label"), rules.name, max_chars=LONGEST_NAME, key=f"{key}-name"
        ),
        "jurisdiction": first[1].text_input(
            t("rule.jurisdiction_label"),
            rules.jurisdiction,
            max_chars=LONGEST_NAME,
            key=f"{key}-jurisdiction",
        ),
        "source": first[2].text_input(
            t("rule.source_label"), rules.source, max_chars=LONGEST_NAME, key=f"{key}-source"
        ),
        "in_force_from": _day(second[0], t("rule.since_label"), rules.in_force_from, f"{key}-from"),
        "in_force_until": _day(second[1], t("rule.until_label"), rules.in_force_until, f"{key}-until"),
        "scope": {
            "kinds": third[0].multiselect(
                t("rule.kinds_label"),
                list(kinds()),
                rules.scope.kinds,
                format_func=kind_name,
                placeholder=t("common.all"),
                key=f"{key}-kinds",
            ),
            "levels": third[1]
            .text_input(t("rule.levels_label"), " ".join(rules.scope.levels), key=f"{key}-levels")
            .split(),
        },
    }


def _day(place: Any, title: str, value: date | None, key: str) -> str | None:
    chosen = place.date_input(title, value, format="YYYY-MM-DD", key=key)
    return chosen.isoformat() if isinstance(chosen, date) else None


def _numbers(rules: RuleSet, key: str) -> dict[str, Any]:
    """One input for every number and switch, three to a row."""
    document = {name: part for name, part in rules.document().items() if name in PARTS}
    changes: dict[str, Any] = {}
    values = [(name, raw) for name, raw in flat(document) if not isinstance(raw, list)]
    for start in range(0, len(values), 3):
        for place, (name, raw) in zip(st.columns(3), values[start : start + 3], strict=False):
            with place:
                _put(changes, name.split("."), _input(name, raw, rules, f"{key}-{name}"))
    return changes


def _input(name: str, raw: Any, rules: RuleSet, key: str) -> Any:
    title = label(name, rules)
    kind = rules.basis(name)
    if kind is not Basis.SEEN:
        title = t(f"rule.marked.{kind.value}", label=title)
    if isinstance(raw, bool):
        return st.checkbox(title, raw, key=key)
    if isinstance(raw, int):
        return st.number_input(title, value=raw, step=1, key=key)
    return st.number_input(
        title, value=raw, step=0.01 if name.endswith("share") else 1.0, format="%g", key=key
    )


def _put(changes: dict[str, Any], path: list[str], raw: Any) -> None:
    for step in path[:-1]:
        changes = changes.setdefault(step, {})
    changes[path[-1]] = raw
