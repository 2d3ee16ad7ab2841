"""How a website was to be opened: windows, the last visits, the last days, its times."""

import streamlit as st

from core.common.sheet import Sheet
from core.common.text import t
from core.monitoring import channel_checks
from core.monitoring.channel_checks import Day, Visit, Window
from core.reporting.charts.response import response_times
from core.rules import rule_set
from pages.components.chart import chart_box
from pages.components.figures import Figure, metric_row
from pages.components.format import day, failure, instant, number, outcome_word, percent, word
from pages.components.strip import Mark, strip

LEVELS = ("ok", "problem", "suspect", "blocked")
DAY_LEVELS = ("ok", "some", "problem", "blocked", "none")


def windows(channel_id: int) -> None:
    """Availability over today and every longer window that the database keeps."""
    found = channel_checks.windows(channel_id)
    if found:
        metric_row([_figure(window) for window in found], key="channel")
    else:
        st.caption(t("channel.windows.none"))


def visits(channel_id: int) -> None:
    """The strip of the last visits, and their times."""
    last = channel_checks.visits(channel_id)
    with st.container(border=True, key="channel-visits", gap="xsmall"):
        st.markdown(t("channel.visits.title", count=len(last)))
        if not last:
            st.caption(t("channel.visits.none"))
            return
        strip(
            [Mark(visit.outcome, _visit(visit)) for visit in last],
            label=t("channel.visits.label"),
            first=instant(last[0].at),
            last=instant(last[-1].at),
            legend=[Mark(level, word("state.outcome", level)) for level in LEVELS],
        )
    if any(visit.outcome == "ok" for visit in last):
        chart_box(response_times(last), lambda: _sheet(last), key="channel-response")


def days(channel_id: int) -> None:
    """The strip of the last 90 days."""
    last = channel_checks.daily(channel_id)
    with st.container(border=True, key="channel-days", gap="xsmall"):
        st.markdown(t("channel.days.title", count=len(last)))
        limit = percent(rule_set().availability.fail_share)
        strip(
            [Mark(one.level, _day(one)) for one in last],
            label=t("channel.days.label"),
            first=day(last[0].day),
            last=day(last[-1].day),
            legend=[Mark(level, t(f"channel.days.{level}", limit=limit)) for level in DAY_LEVELS],
        )


def _figure(window: Window) -> Figure:
    rule = rule_set().availability
    failed = window.share is not None and window.days == rule.window_days
    wrong = failed and 1 - (window.share or 0) >= rule.fail_share
    judged = window.ok + window.failed
    return Figure(
        f"window-{window.days}",
        t("channel.windows.day" if window.days == 1 else "channel.windows.days", days=window.days),
        percent(window.share, 2),
        t("channel.windows.note", failed=number(window.failed), judged=number(judged))
        if judged
        else t("channel.windows.unjudged"),
        tone="unknown" if window.share is None else "wrong" if wrong else "plain",
        opens=False,
    )


def _visit(visit: Visit) -> str:
    parts = [instant(visit.at), outcome_word(visit.outcome, visit.failure)]
    if visit.failure:
        parts.append(failure(visit.failure))
    if visit.status:
        parts.append(str(visit.status))
    if visit.total_ms is not None:
        parts.append(t("channel.visits.ms", ms=number(visit.total_ms)))
    if visit.confirming:
        parts.append(t("channel.visits.confirming"))
    return " · ".join(parts)


def _day(one: Day) -> str:
    if one.level == "none":
        return f"{day(one.day)} · {t('channel.days.none')}"
    return t("channel.days.said", day=day(one.day), ok=one.ok, failed=one.failed, blocked=one.blocked)


def _sheet(last: tuple[Visit, ...]) -> Sheet:
    keys = ("at", "outcome", "failure", "status", "first_byte", "total")
    return Sheet(
        name=t("channel.response.title"),
        headings=[t(f"channel.response.{key}") for key in keys],
        rows=[
            [
                visit.at,
                outcome_word(visit.outcome, visit.failure),
                failure(visit.failure),
                visit.status,
                visit.first_byte_ms,
                visit.total_ms,
            ]
            for visit in last
        ],
    )
