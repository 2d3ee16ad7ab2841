"""Rules: the verdict on every channel with its grounds, the rule sets, and the word lists."""

from core.access import Role
from core.common.text import t
from pages.components.filters import switch
from pages.components.header import header
from pages.rules import compare, mapping, office, rule_sets, verdicts, word_lists
from pages.shell.guard import require

PARTS = {
    "verdicts": verdicts.verdicts,
    "office": office.office,
    "sets": rule_sets.sets,
    "compare": compare.comparison,
    "mapping": mapping.mapping,
    "words": word_lists.words,
}

require(Role.LEADER)
header("rule")
chosen = switch("part", t("rule.parts"), list(PARTS), lambda part: t(f"rule.part.{part}"), default="verdicts")
PARTS[chosen]()
