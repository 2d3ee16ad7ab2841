"""The register reviewed: against exports of the national systems, and for accounts that are to be closed."""

from core.access import Role
from core.reporting.statistics.registry import any_channel
from pages.components.flash import kept, say
from pages.components.header import empty_state, header
from pages.components.tabs import tabbed
from pages.reconciliation.national import draw_national
from pages.shell.guard import require

require(Role.LEADER)
header("reconciliation")
say()
kept()
if any_channel():
    tabbed("reconciliation", {"national": draw_national})
else:
    empty_state()
