"""Versioned rule sets: every threshold the checker and the deadlines use."""

from core.rules.ruleset import RuleError, RuleSet, load
from core.rules.store import rule_set

__all__ = ["RuleError", "RuleSet", "load", "rule_set"]
