"""Keys and values of a rule set as a reader sees them."""

from typing import Any

from core.common.text import has, t
from core.registry.fields import level_word
from core.registry.kinds import kind_name
from core.rules.ruleset import RuleSet
from pages.components.format import check_name, number, percent, plain, word

SHARES = ("fail_share",)


def label(key: str, rules: RuleSet) -> str:
    """The name of a dotted key, such as `columns.due_least`; the key itself where nobody named it."""
    first, _, rest = key.partition(".")
    if first == "indicator":
        return _indicator_label(rest, rules)
    if first == "check":
        check, _, field = rest.partition(".")
        part, _, name = field.partition(".")
        if part == "thresholds" and name:
            return f"{check_name(check)} · {_named(f'rule.threshold.{name}', name)}"
        return f"{check_name(check)} · {_named(f'rule.key.check.{field}', field)}"
    if key.startswith("deadline.") and has(f"state.severity.{rest}"):
        return t("rule.key.deadline_of", severity=word("state.severity", rest))
    if key.startswith("scoring.needed."):
        return t("rule.key.needed_of", medium=t(f"kind.medium.{key.rpartition('.')[2]}"))
    return _named(f"rule.key.{key}", key)


def value(key: str, raw: Any) -> str:
    """One value in words."""
    field = key.rpartition(".")[2]
    if raw is None or raw in ("", [], ()):
        return t("common.none")
    if isinstance(raw, bool):
        return t("rule.yes" if raw else "rule.no")
    if field in SHARES:
        return percent(raw)
    if field == "severity":
        return word("state.severity", raw)
    if key == "scope.kinds":
        return t("rule.comma").join(kind_name(kind) for kind in raw)
    if key == "scope.levels":
        return t("rule.comma").join(map(level_word, raw))
    if key == "scoring.ranks":
        return t("rule.comma").join(f"{rank['name']} {rank['low']:g}" for rank in raw)
    if isinstance(raw, list | tuple):
        return t("rule.comma").join(f"{one:g}" if isinstance(one, float) else str(one) for one in raw)
    if isinstance(raw, float):
        return f"{raw:g}"
    return _coded(field, raw)


def points(raw: float | None) -> str:
    """Points, or that no source gives them."""
    return t("rule.points_unknown") if raw is None else f"{raw:g}"


def basis(key: str, rules: RuleSet) -> str:
    """Whether a value was read in a source, is an editable default, or was set by the office itself."""
    kind = rules.basis(key)
    sources = {each for name, each in rules.local.items() if name == key or name.startswith(f"{key}.")}
    return t(f"rule.basis.{kind.value}", source=plain(t("rule.comma").join(sorted(filter(None, sources)))))


def state_of(rules: RuleSet, in_force: str) -> str:
    """Where a set stands: in force, to come, ended, a draft, or an example."""
    if rules.example:
        return t("rule.state.example")
    if rules.version == in_force:
        return t("rule.state.in_force")
    return t("rule.state.dated" if rules.in_force_from else "rule.state.draft")


def _coded(field: str, raw: Any) -> str:
    topics = {"group": "indicator.group", "automation": "indicator.automation"}
    if field in topics:
        return word(topics[field], str(raw))
    return number(raw) if isinstance(raw, int) else str(raw)


def _indicator_label(rest: str, rules: RuleSet) -> str:
    key, _, field = rest.partition(".")
    known = rules.indicator.get(key)
    name = f"{key} {known.name}" if known else key
    return f"{name} · {_named(f'indicator.field.{field}', field)}"


def _named(key: str, otherwise: str) -> str:
    return t(key) if has(key) else otherwise
