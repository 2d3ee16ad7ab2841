"""How the queue stands."""

from functools import partial

from core.common.text import t
from core.common.vocabulary import OutboxState
from core.reminders import outbox
from pages.components.figures import Figure, Tone, metric_row, rows_behind
from pages.components.format import number
from pages.components.table import table_box
from pages.reminders.columns import sent_columns

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
