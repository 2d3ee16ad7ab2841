"""Rules: the verdict on every channel with its grounds, the rule sets, and the word lists."""

from core.access import Role
from core.text import t
from pages.ui import rule_compare, rule_mapping, rule_office, rule_sets, rule_verdicts, rule_words
from pages.ui.filters import switch
from pages.ui.guard import require
from pages.ui.header import header

PARTS = {
    "verdicts": rule_verdicts.verdicts,
    "office": rule_office.office,
    "sets": rule_sets.sets,
    "compare": rule_compare.comparison,
    "mapping": rule_mapping.mapping,
    "words": rule_words.words,
}

require(Role.LEADER)
header("rule")
chosen = switch("part", t("rule.parts"), list(PARTS), lambda part: t(f"rule.part.{part}"), default="verdicts")
PARTS[chosen]()
