"""The part of the form for what is the office's own: its indicators, added, weighed and removed as rows of a
table, and the limits by which scores are counted and named."""

import re
from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from core.common.text import has, t
from core.registry.kinds import kind_name, kinds
from core.rules.indicator import Group
from core.rules.own import ADDABLE, GROUP_OF, free_key, own_of
from core.rules.parts import Rank
from core.rules.ruleset import RuleSet
from core.rules.subjects import subject_words
from pages.components.format import word

APART = re.compile(r"[,，、;；]+")
COLUMNS = ("id", "name_zh", "group", "parent", "applies_to", "points", "cap", "each", "enabled", "rule")
HEIGHT = 280


def own_editor(rules: RuleSet, key: str) -> tuple[dict[str, Any], list[str]]:
    """The own indicators as they are now, a removed one as None; and what is wrong with the table."""
    words = _words()
    groups = {_parent_label(name, rules): name for name in _parents(rules)}
    edited = st.data_editor(
        own_frame(rules),
        key=f"{key}-own",
        num_rows="dynamic",
        hide_index=True,
        height=HEIGHT,
        placeholder=t("common.none"),
        column_config={
            "id": st.column_config.TextColumn(t("indicator.field.id"), max_chars=16, width=80),
            "name_zh": st.column_config.TextColumn(t("indicator.field.name"), max_chars=48, width=190),
            "group": st.column_config.SelectboxColumn(
                t("indicator.field.group"), options=[_group(each) for each in ADDABLE]
            ),
            "parent": st.column_config.SelectboxColumn(t("indicator.field.parent"), options=list(groups)),
            "applies_to": st.column_config.MultiselectColumn(
                t("indicator.field.applies_to"), options=list(words), width=220
            ),
            "points": st.column_config.NumberColumn(t("indicator.field.points"), min_value=0, max_value=1000),
            "cap": st.column_config.NumberColumn(t("indicator.field.cap"), min_value=0, max_value=1000),
            "each": st.column_config.CheckboxColumn(t("indicator.field.each")),
            "enabled": st.column_config.CheckboxColumn(t("indicator.field.enabled"), default=True),
            "rule": st.column_config.TextColumn(t("indicator.field.rule"), max_chars=500, width=300),
        },
    )
    return own_read(rules, edited.to_dict("records"))


def own_frame(rules: RuleSet) -> pd.DataFrame:
    """The own indicators as rows, in words."""
    names = {raw: shown for shown, raw in _words().items()}
    rows = [
        [
            key, each.name_zh, _group(each.group), _parent_label(each.parent, rules) if each.parent else None,
            [names.get(one, one) for one in each.applies_to], each.points, each.cap, each.each, each.enabled,
            each.rule,
        ]
        for key, each in own_of(rules).items()
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    text = dict.fromkeys(("id", "name_zh", "group", "parent", "rule"), "string")
    return frame.astype({**text, "points": "float", "cap": "float", "each": "bool", "enabled": "bool"})


def own_read(rules: RuleSet, rows: Iterable[Mapping[Hashable, Any]]) -> tuple[dict[str, Any], list[str]]:
    """What the rows of the table say, by indicator; a row without a number gets the next one that is free."""
    changes: dict[str, Any] = dict.fromkeys(own_of(rules))
    taken, wrong, words = set(rules.indicator) - set(changes), [], _words()
    groups = {_group(each): each.value for each in ADDABLE}
    parents = {_parent_label(name, rules): name for name in [*rules.indicator]}
    seen: dict[str, Any] = {}
    for row in rows:
        given = {name: _plain(row.get(name)) for name in COLUMNS}
        if not any(given[name] for name in ("id", "name_zh", "rule", "applies_to")):
            continue
        key = given["id"] or free_key({**rules.indicator, **seen})
        if key in seen or key in taken:
            wrong.append(t("rule.refused.own_twice", indicator=key))
            continue
        if given["group"] not in groups:
            wrong.append(t("rule.refused.own_group", indicator=key))
            continue
        parent = given["parent"]
        seen[key] = {
            "name_zh": given["name_zh"] or "",
            "group": groups[given["group"]],
            "parent": parents.get(parent, parent) if parent else None,
            "applies_to": [words.get(one, one) for one in given["applies_to"] or ()],
            "points": given["points"],
            "cap": given["cap"],
            "each": bool(given["each"]),
            "enabled": given["enabled"] is not False,
            "rule": given["rule"] or "",
        }
    return {**changes, **seen}, wrong


def limits_editor(rules: RuleSet, key: str) -> tuple[dict[str, Any], list[str]]:
    """The limits by which scores are counted and the names of ranks, as they are now; and what is wrong."""
    scoring, wrong = rules.scoring, list[str]()
    found: dict[str, Any] = {}
    places = st.columns(3)
    for place, name in zip(places, ("bands", "steps"), strict=False):
        written = place.text_input(
            t(f"rule.key.scoring.{name}"), ", ".join(map(str, getattr(scoring, name))), key=f"{key}-{name}"
        )
        found[name] = limits_of(written)
        if found[name] is None:
            wrong.append(t("rule.refused.own_limits", value=written))
    written = places[2].text_input(
        t("rule.key.scoring.ranks"), ranks_words(scoring.ranks), help=t("rule.ranks_help"), key=f"{key}-ranks"
    )
    found["ranks"] = ranks_of(written)
    if found["ranks"] is None:
        wrong.append(t("rule.refused.own_ranks", value=written))
    return found, wrong


def limits_of(written: str) -> list[int] | None:
    """Whole numbers apart by commas; None when it is something else."""
    parts = [one.strip() for one in APART.split(written) if one.strip()]
    return [int(one) for one in parts] if all(one.isdecimal() for one in parts) else None


def ranks_of(written: str) -> list[dict[str, Any]] | None:
    """Names with their lowest score, such as 优秀 90，良好 80; None when it is something else."""
    found = [_rank(one.strip()) for one in APART.split(written) if one.strip()]
    ranks = [one for one in found if one is not None]
    return ranks if len(ranks) == len(found) else None


def _rank(written: str) -> dict[str, Any] | None:
    name = written.rstrip("0123456789.")
    low = written[len(name) :]
    try:
        return {"name": name.rstrip(" :："), "low": float(low)} if name.rstrip(" :：") else None
    except ValueError:
        return None


def ranks_words(ranks: Iterable[Rank]) -> str:
    """Ranks as they are written in the form."""
    return t("document.comma").join(f"{rank.name} {rank.low:g}" for rank in ranks)


def subject_name(subject: str) -> str:
    """A word of `applies_to` in the reader's language."""
    if has(f"indicator.subject.{subject}"):
        return t(f"indicator.subject.{subject}")
    return kind_name(subject) if subject in kinds() else subject


def _words() -> dict[str, str]:
    return {subject_name(one): one for one in reversed(subject_words())}


def _group(group: Group) -> str:
    return word("indicator.group", group.value)


def _parents(rules: RuleSet) -> list[str]:
    """The groups that an own indicator may stand in, those of the table included once they are saved."""
    return [
        name for name, each in rules.indicator.items() if each.enabled and each.group in GROUP_OF.values()
    ]


def _parent_label(key: str | None, rules: RuleSet) -> str:
    each = rules.indicator.get(key or "")
    return f"{key} {each.name}" if each else str(key)


def _plain(cell: Any) -> Any:
    """A cell as Python has it: nothing for what is empty."""
    if isinstance(cell, str):
        return cell.strip() or None
    if cell is None or isinstance(cell, list | tuple | set):
        return list(cell) if cell else None
    if hasattr(cell, "tolist"):
        return _plain(cell.tolist())
    return None if pd.isna(cell) else cell
