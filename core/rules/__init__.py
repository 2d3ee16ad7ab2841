"""Versioned rule sets: every threshold the checker and the deadlines use."""

from typing import TYPE_CHECKING, Any

from core.rules.ruleset import RuleError, RuleSet, load

if TYPE_CHECKING:
    from core.rules.store import rule_set

__all__ = ["RuleError", "RuleSet", "load", "rule_set"]


def __getattr__(name: str) -> Any:
    # Looked up when first asked for: whoever is only handed a rule set, such as a cluster's worker, has no
    # database to look in.
    if name != "rule_set":
        raise AttributeError(name)
    from core.rules.store import rule_set

    return rule_set
