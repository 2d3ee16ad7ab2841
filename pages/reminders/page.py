"""Reminders: who is reminded of what, by which way, and what became of every message."""

from functools import partial

import streamlit as st

from core.access import Role
from core.common.text import t
from core.common.vocabulary import OutboxState
from core.reminders import outbox
from core.reminders.rules import reminder_rules
from pages.components.figures import Figure, Tone, metric_row, rows_behind
from pages.components.flash import say
from pages.components.format import number
from pages.components.header import header
from pages.components.table import table_box
from pages.components.tabs import tabbed
from pages.reminders.columns import sent_columns
from pages.reminders.log import log
from pages.reminders.people import people
from pages.shell.guard import require


def rhythm() -> None:
    """Draw when messages are made, when it is quiet, and how often each item is said."""
    rules = reminder_rules()
    st.markdown(t("reminders.rhythm.digest", at=rules.digest_at.strftime("%H:%M")))
    quiet = {"start": rules.quiet.start.strftime("%H:%M"), "until": rules.quiet.until.strftime("%H:%M")}
    st.markdown(t("reminders.rhythm.quiet", **quiet))
    for topic, days in rules.repeat.items():
        again = t("reminders.rhythm.every", days=days) if days else t("reminders.rhythm.once")
        st.markdown(f"- {t(f'reminder.topic.{topic}')}：{again}")
    st.markdown(t("reminders.rhythm.retry", times=len(rules.delivery.waits_minutes)))
    st.caption(t("reminders.rhythm.source", version=rules.version))


SHOWN: dict[str, tuple[OutboxState, ...]] = {
    "waiting": (OutboxState.QUEUED, OutboxState.SENDING),
    "sent": (OutboxState.SENT,),
    "failed": (OutboxState.FAILED,),
    "unsure": (OutboxState.UNSURE,),
}
TONES: dict[str, Tone] = {"failed": "wrong", "unsure": "late"}


def figures() -> None:
    """Draw the row of figures."""
    counts = outbox.counts()
    metric_row(
        [
            Figure(
                key,
                t(f"reminders.{key}"),
                number(count := sum(counts.get(state, 0) for state in states)),
                t(f"reminders.{key}_note"),
                tone=TONES.get(key, "plain") if count else "plain",
            )
            for key, states in SHOWN.items()
        ],
        key="reminders",
    )


def behind() -> None:
    """Open the messages of the figure that was clicked."""
    rows_behind({key: (t(f"reminders.{key}"), partial(_table, key)) for key in SHOWN})


def _table(key: str) -> None:
    table_box(
        lambda limit, offset: outbox.on_record(states=SHOWN[key], limit=limit, offset=offset),
        sent_columns(),
        key=f"reminders-{key}",
        name=t(f"reminders.{key}"),
        heading=False,
    )


require(Role.SUPERVISOR)
header("reminders")
say()
figures()
tabbed("reminders", {"people": people, "sent": log, "rules": rhythm})
behind()
