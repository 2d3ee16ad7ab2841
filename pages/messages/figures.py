"""The figures above the list, and the rows behind each."""

from dataclasses import replace
from datetime import date
from functools import partial

from core.common.text import t
from core.intake.lists import IS_CONTENT, PARTS, Appraised, Counts, Filter, listed
from core.intake.moves import UNSAID
from core.intake.rules import Kind, intake_rules
from core.records.completeness import recorded
from core.reminders import late
from pages.components.figures import Figure, Tone, metric_row, rows_behind
from pages.components.format import number, percent, word
from pages.components.table import table_box
from pages.components.urging import urge_dialog, urge_from_list
from pages.messages.columns import columns

# The chapter of the yearly report that each kind is.
CHAPTERS: dict[Kind, str] = {"message": "message", "report": "error_report"}


def figures(kind: Kind, counts: Counts, said: Appraised, first: date, last: date) -> None:
    """Draw the figures: what waits now, the rates of the year between the days, and what persons said. What
    nobody recorded of the year is unknown, never 0."""
    limit = intake_rules().limit(kind)
    received = counts.received
    kept = received > 0 or recorded(CHAPTERS[kind], first, last)
    count = number(received) if kept else t("figure.unrecorded")
    metric_row(
        [
            Figure("open", t("messages.open"), number(counts.open),
                   t("messages.open_note", count=number(counts.unforwarded))),
            Figure("unanswered", t("messages.unanswered"), number(counts.unanswered),
                   t("messages.unanswered_note", days=limit.answer_working_days),
                   tone="late" if counts.unanswered else "plain"),
            Figure("unclosed", t("messages.unclosed"), number(counts.unclosed),
                   t("messages.unclosed_note", months=limit.close_months),
                   tone="late" if counts.unclosed else "plain"),
            Figure("received", t("messages.received", year=first.year),
                   count, _handled(kind, counts) if kept else "",
                   tone="plain" if kept else "unknown"),
            Figure("rate", t("messages.rate"), percent(counts.answered / received if received else None),
                   t("messages.rate_note", answered=number(counts.answered)), opens=False),
            Figure("in_time", t("messages.in_time"),
                   percent(counts.in_time / counts.answered if counts.answered else None),
                   t("messages.in_time_note", closed_late=number(counts.closed_late)), opens=False),
            *(appraised(kind, counts, said) if kept else []),
        ],
        key="messages",
    )  # fmt: skip


def appraised(kind: Kind, counts: Counts, said: Appraised) -> list[Figure]:
    """How long answers take, and what persons said; what nobody said is unknown."""
    content = Figure("satisfied", t("messages.satisfied"), percent(_share(said.satisfied, said.rated)),
                     t("messages.satisfied_note", rated=number(said.rated)), _tone(said.rated))  # fmt: skip
    natures = [f"{word('message.nature', key)} {number(count)}" for key, count in said.natures.items()]
    unclassed = counts.received - sum(said.natures.values())
    classes = Figure("unclassed", t("messages.unclassed"), number(unclassed), " · ".join(natures))
    taken = counts.days / counts.answered if counts.answered else None
    return [
            Figure("days", t("messages.days"), t("common.none") if taken is None else f"{taken:.1f}",
                   t("messages.rate_note", answered=number(counts.answered)), opens=False),
            Figure("justified", t("messages.justified"), percent(_share(said.justified, said.checked)),
                   t("messages.justified_note", justified=number(said.justified),
                     checked=number(said.checked)), _tone(said.checked)),
            *([classes, content] if kind == "message" else []),
    ]  # fmt: skip


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _tone(known: int) -> Tone:
    return "plain" if known else "unknown"


def behind(kind: Kind, first: date, last: date, wanted: Filter) -> None:
    """Open the rows of the figure that was clicked: those of its part that `wanted` holds."""
    parts = {key: PARTS[key] for key in ("open", "unanswered", "unclosed")}
    year = Filter(first=first, last=last)
    parts |= {
        "justified": replace(year, justified="yes"),
        "unclassed": replace(year, nature=UNSAID),
        "satisfied": replace(year, satisfaction=IS_CONTENT),
    }
    parts["received"] = Filter(first=first, last=last)
    if kind == "report":
        parts = {key: part for key, part in parts.items() if not (part.nature or part.satisfaction)}
    shown = {
        key: (t(f"messages.{key}", year=first.year), partial(_table, kind, key, wanted, part))
        for key, part in parts.items()
    }
    rows_behind({**shown, **urge_dialog(late.messages(kind, wanted))})


def _handled(kind: Kind, counts: Counts) -> str:
    if kind == "report":
        return t("messages.received_note", closed=number(counts.closed))
    return t(
        "messages.handled_note",
        handled=number(counts.handled),
        transferred=number(counts.transferred),
        answered=number(counts.answered_publicly),
    )


def _table(kind: Kind, key: str, wanted: Filter, part: Filter) -> None:
    if part.late:
        urge_from_list()
    table_box(
        lambda limit, offset: listed(kind, wanted, part=part, limit=limit, offset=offset),
        columns(kind),
        key=f"messages-{key}",
        name=t(f"messages.{key}", year=part.first.year if part.first else ""),
        heading=False,
    )
