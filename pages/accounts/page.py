"""All accounts that no machine can read: those to look at first, and the days of their last posts in bulk."""

from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.common import clock
from core.common.text import t
from core.monitoring.account_round import Round, round_of
from core.reporting.statistics.registry import any_channel
from core.rules import rule_set
from pages.accounts.listing import draw_list
from pages.accounts.pasting import draw_pasting
from pages.components.figures import Figure, metric_row
from pages.components.flash import say
from pages.components.format import day, number, plain
from pages.components.header import empty_state, header
from pages.components.paper import on_paper
from pages.components.tabs import tabbed
from pages.shell.guard import require


def figures(found: Round) -> None:
    """Draw how far the round is, and how many posted nothing for too long."""
    window, today = rule_set().account_freshness.window_days, clock.today()
    silent = sum((one.age(today) or 0) > window for one in found.accounts)
    unseen = sum(one.last_post_on is None for one in found.accounts)
    counts = {"all": len(found.accounts), "done": found.done, "unseen": unseen, "silent": silent}
    metric_row(
        [
            Figure(
                f"accounts-{key}",
                t(f"accounts.figure.{key}", days=window),
                number(count),
                tone="wrong" if key == "silent" and count else "plain",
                opens=False,
            )
            for key, count in counts.items()
        ],
        key="accounts",
    )
    said = [t("accounts.round", day=day(found.begun_on))]
    if found.lookers:
        names = " · ".join(f"{plain(name)} {count}" for name, count in found.lookers.items())
        said.append(t("accounts.lookers", names=names))
    st.caption(" ".join(said))


require(Role.STAFF)
header("accounts")
say()
under_way = round_of(current_actor())
if under_way.accounts:
    figures(under_way)
    ways = {"list": partial(draw_list, under_way), "paste": partial(draw_pasting, under_way)}
    if on_paper():
        del ways["paste"]
    tabbed("accounts", ways, keep_typed=True)
elif any_channel():
    st.info(t("accounts.none"), icon=":material/check:")
else:
    empty_state()
