"""Indicators of an office's own: those of a rule set that the national set does not have. They are added,
weighed and removed; an indicator of the national set is switched off, never removed."""

import re
from collections.abc import Mapping
from typing import Any

from core.common.errors import RuleRefused
from core.rules import store
from core.rules.indicator import Group, Indicator
from core.rules.ruleset import RuleSet
from core.rules.subjects import go_together, subject_words

KEY = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,15}")
LONGEST_NAME = 48
# What an office can add; how to count is no matter of an indicator.
ADDABLE = (Group.VETO, Group.DEDUCT, Group.DEDUCT_GROUP, Group.BONUS, Group.BONUS_GROUP)
GROUP_OF = {Group.DEDUCT: Group.DEDUCT_GROUP, Group.BONUS: Group.BONUS_GROUP}
_GIVEN = {"automation": "manual", "confirmed": False}


def own_of(rules: RuleSet) -> dict[str, Indicator]:
    """The set's own indicators, in its order."""
    national = store.shipped()[0].rules.indicator
    return {key: each for key, each in rules.indicator.items() if key not in national}


def without_removed(indicators: Mapping[str, Any]) -> dict[str, Any]:
    """Documents of indicators without those that are None. Raises `RuleRefused` for a national one."""
    national = store.shipped()[0].rules.indicator
    for key, document in indicators.items():
        if document is None and key in national:
            raise RuleRefused("national_indicator", indicator=key)
    return {
        key: _completed(document, key in national)
        for key, document in indicators.items()
        if document is not None
    }


def insist_sound(rules: RuleSet) -> None:
    """Raises `RuleRefused` naming the first own indicator that cannot be judged, and why."""
    words = set(subject_words())
    for key, each in own_of(rules).items():
        if not KEY.fullmatch(key):
            raise RuleRefused("own_key", indicator=key)
        if not each.name_zh.strip() or len(each.name_zh) > LONGEST_NAME:
            raise RuleRefused("own_name", indicator=key, limit=LONGEST_NAME)
        if each.group not in ADDABLE:
            raise RuleRefused("own_group", indicator=key)
        if not each.applies_to or set(each.applies_to) - words:
            raise RuleRefused("own_applies", indicator=key)
        if each.parent:
            _insist_parent(key, each, rules)


def _insist_parent(key: str, each: Indicator, rules: RuleSet) -> None:
    parent = rules.indicator.get(each.parent or "")
    if parent is None or not parent.enabled or parent.group is not GROUP_OF.get(each.group):
        raise RuleRefused("own_parent", indicator=key, parent=each.parent)
    if not go_together(each.applies_to, parent.applies_to):
        raise RuleRefused("own_apart", indicator=key, parent=each.parent)


def free_key(taken: Mapping[str, Any]) -> str:
    """A key that no indicator has: L-1, L-2 …"""
    number = 1
    while f"L-{number}" in taken:
        number += 1
    return f"L-{number}"


def _completed(document: Any, national: bool) -> Any:
    """What a form does not ask of an own indicator."""
    if national or not isinstance(document, Mapping):
        return document
    name = str(document.get("name_zh") or "").strip()
    given = {"name_en": name, "rule": name, **_GIVEN, **document, "name_zh": name}
    return given | {"rule": given["rule"] or name}
