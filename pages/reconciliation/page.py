"""The register reviewed: against exports of the national systems, and for accounts that are to be closed."""

from functools import partial

from core.access import Role
from core.reporting.statistics.registry import any_channel
from pages.components.flash import kept, say
from pages.components.header import empty_state, header
from pages.components.tabs import tabbed
from pages.reconciliation.national import draw_national
from pages.reconciliation.screening import draw_several, draw_silent, draw_zombies
from pages.shell.guard import require

require(Role.LEADER)
header("reconciliation")
say()
kept()
if any_channel():
    tabbed(
        "reconciliation",
        {
            "national": draw_national,
            "several": draw_several,
            "zombie": draw_zombies,
            "two_months": partial(draw_silent, 0),
            "three_months": partial(draw_silent, 1),
        },
    )
else:
    empty_state()
