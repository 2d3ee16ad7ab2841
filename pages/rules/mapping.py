"""Which check speaks for which indicator, and what the indicator does to a verdict."""

from dataclasses import dataclass

import streamlit as st

from core.common.text import has, t
from core.rules import rule_set
from core.rules.indicator import JUDGED, Group, Indicator
from core.rules.mapping import Speaks, limit_of, spoken
from core.rules.ruleset import RuleSet
from pages.components.figures import Tone
from pages.components.filters import choice, search
from pages.components.format import check_name, word
from pages.components.rule_labels import basis, label, points
from pages.components.table import Column, paged, table_box
from pages.rules.rule_sets import choose


@dataclass(frozen=True, slots=True)
class _Line:
    """One check on one indicator; `speaks` is None for an indicator that no check speaks for."""

    key: str
    indicator: Indicator
    speaks: Speaks | None


def mapping() -> None:
    """Every indicator that is judged, with the checks that speak for it."""
    edition = choose("set", t("rule.choose"), rule_set().version)
    st.caption(t("rule.mapping_intro"))
    lines = _lines(edition.rules)
    with st.container(horizontal=True, key="rule-mapping-filters"):
        group = choice(
            "group", t("indicator.field.group"), list(JUDGED), lambda name: word("indicator.group", name)
        )
        words = search("find", t("common.search"))
    shown = [
        line
        for line in lines
        if (not group or line.indicator.group == group)
        and words.casefold() in f"{line.key} {line.indicator.name} {_check(line) or ''}".casefold()
    ]
    table_box(
        paged(shown),
        _columns(edition.rules),
        key="rule-mapping",
        name=t("rule.part.mapping"),
        filters=(edition.version, group, words),
    )


def _lines(rules: RuleSet) -> list[_Line]:
    lines: list[_Line] = []
    for key, each in rules.indicator.items():
        if each.enabled and each.group in JUDGED:
            mine = [speaks for speaks in spoken() if speaks.indicator == key]
            lines += [_Line(key, each, speaks) for speaks in mine] or [_Line(key, each, None)]
    return lines


def _columns(rules: RuleSet) -> list[Column[_Line]]:
    return [
        Column(t("indicator.field.id"), lambda row: row.key, width=80),
        Column(t("indicator.field.name"), lambda row: row.indicator.name, width=200),
        Column(
            t("indicator.field.group"), lambda row: word("indicator.group", row.indicator.group), width=90
        ),
        Column(t("common.column.check"), _check, width=150, tone=_tone),
        Column(t("rule.column.breaks"), lambda row: _breaks(row, rules), width=280),
        Column(t("rule.column.proves"), _proves, width=170),
        Column(t("rule.column.effect"), _effect, width=190),
        Column(t("rule.column.basis"), lambda row: basis(f"indicator.{row.key}", rules), width=190),
    ]


def _check(line: _Line) -> str:
    return check_name(line.speaks.check) if line.speaks else t("rule.no_check")


def _tone(line: _Line) -> Tone:
    return "plain" if line.speaks else "unknown"


def _breaks(line: _Line, rules: RuleSet) -> str | None:
    """Which findings break the indicator, and how many it takes."""
    if line.speaks is None:
        return None
    which = [_named("finding_key", key.rstrip(":")) for key in line.speaks.keys]
    which += [_named(f"finding_{name}", str(value)) for name, value in line.speaks.where.items()]
    if line.speaks.least:
        least = limit_of(line.speaks, rules)
        which.append(t("rule.least_is", n=least, label=label(line.speaks.least, rules)))
    return t("rule.only", which=t("rule.comma").join(which)) if which else t("rule.one_finding")


def _named(topic: str, key: str) -> str:
    """A key of findings in words; the key itself where nobody named it."""
    return t(f"rule.{topic}.{key}") if has(f"rule.{topic}.{key}") else key


def _proves(line: _Line) -> str | None:
    if line.speaks is None:
        return None
    return t("rule.proves" if line.speaks.proves else "rule.proves_not")


def _effect(line: _Line) -> str:
    each = line.indicator
    if each.group is Group.VETO:
        return t("rule.effect_veto")
    if each.points is None:
        return t("rule.effect_unknown")
    amount = points(each.points) + (t("rule.for_each") if each.each else "")
    cap = "" if each.cap is None else t("rule.effect_cap", cap=f"{each.cap:g}")
    return t(f"rule.effect_{each.group.value}", points=amount) + cap
