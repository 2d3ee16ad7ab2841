"""What each check says now, with its evidence; freshness and certificate in words; findings."""

from datetime import date, datetime
from typing import Any

import streamlit as st

from core.common import clock
from core.common.text import has, t
from core.monitoring import channel_checks
from core.monitoring.channel_checks import FindingLine, State
from pages.components.evidence import evidence_box
from pages.components.format import ago, check_name, day, failure, instant, number, outcome_word
from pages.components.paper import folded
from pages.components.screenshot import screenshot_of
from pages.components.table import Column, paged, table_box

COLOURS = {"ok": "green", "problem": "red", "suspect": "orange", "blocked": "gray", "exempt": "gray"}
FRESHNESS, AVAILABILITY = "home_freshness", "availability"


def checks(channel_id: int) -> None:
    """Draw every check's present word, the most reporting_progress facts first."""
    states = {state.check: state for state in channel_checks.states(channel_id)}
    if not states:
        st.info(t("channel.checks.none"))
        return
    left, right = st.columns(2)
    with left:
        _freshness(states.get(FRESHNESS))
    with right:
        _certificate(states.get(AVAILABILITY))
    for state in states.values():
        _state(state, channel_id)


def findings(channel_id: int) -> None:
    """What the checker found wrong, now and before."""
    found = channel_checks.findings(channel_id)
    columns: list[Column[FindingLine]] = [
        Column(t("common.column.check"), lambda row: check_name(row.check)),
        Column(t("common.column.state"), lambda row: t(f"channel.finding.state.{row.state}"), width=80),
        Column(t("common.column.failure"), lambda row: failure(row.failure) or None),
        Column(t("channel.finding.first_seen"), lambda row: row.first_seen_at, "instant", width=130),
        Column(t("channel.finding.last_seen"), lambda row: row.last_seen_at, "instant", width=130),
        Column(t("channel.finding.resolved"), lambda row: row.resolved_at, "instant", width=130),
        Column(t("channel.finding.times"), lambda row: row.times_seen, "number", width=70),
        Column(t("channel.finding.until"), lambda row: row.dismissed_until, "day", width=100),
        Column(t("channel.finding.rule"), lambda row: row.rule_version, width=115),
    ]
    table_box(
        paged(found),
        columns,
        key="channel-findings",
        name=t("channel.finding.title"),
    )


def _state(state: State, channel_id: int) -> None:
    colour = COLOURS.get(state.outcome, "gray")
    outcome = outcome_word(state.outcome, state.failure)
    name = check_name(state.check)
    with folded(f":{colour}[●] **{name}**　{outcome}　:gray[{ago(state.at)}]"):
        since = t("channel.checks.since", since=instant(state.since), at=instant(state.at))
        st.caption(since + (f" · {t('channel.checks.on_hold')}" if state.on_hold else ""))
        if state.failure:
            st.markdown(f"**{failure(state.failure)}**")
            remedy = f"failure.{state.failure}.remedy"
            if has(remedy):
                st.markdown(t(remedy))
        evidence_box(state.evidence)
        screenshot_of(channel_id, state.evidence)


def _freshness(state: State | None) -> None:
    facts: dict[str, Any] = state.evidence if state else {}
    with st.container(border=True, key="channel-freshness", gap="xxsmall", height="stretch"):
        st.markdown(f"**{t('channel.freshness.title')}**")
        newest = _day(facts.get("newest"))
        if newest is None:
            why = failure(state.failure) if state and state.failure else t("common.none")
            st.caption(t("channel.freshness.unknown", why=why))
            return
        age = (clock.today() - newest).days
        late = isinstance(facts.get("window_days"), int) and age > facts["window_days"]
        said = t("channel.freshness.said", day=day(newest), age=number(age))
        st.markdown(f":red[**{said}**]" if late else f"**{said}**")
        st.caption(t("channel.freshness.window", days=facts.get("window_days", t("common.none"))))
        # Words of the site: as text, since Markdown would make links of its addresses.
        for key in ("item", "item_address", "where"):
            if facts.get(key):
                st.text(f"{t(f'evidence.{key}')}　{facts[key]}")


def _certificate(state: State | None) -> None:
    tls = (state.evidence if state else {}).get("tls")
    with st.container(border=True, key="channel-certificate", gap="xxsmall", height="stretch"):
        st.markdown(f"**{t('channel.certificate.title')}**")
        if not isinstance(tls, dict):
            st.caption(t("channel.certificate.none"))
            return
        if tls.get("verified"):
            st.markdown(t("channel.certificate.trusted"))
        else:
            st.markdown(f":red[**{t('channel.certificate.untrusted')}**]")
            st.text(str(tls.get("error") or ""))
        _expiry(tls.get("not_after"))
        st.text(
            t(
                "channel.certificate.facts",
                issuer=tls.get("issuer") or t("common.none"),
                version=tls.get("version") or t("common.none"),
            )
        )


def _expiry(text: object) -> None:
    try:
        ends = clock.day_of(datetime.fromisoformat(str(text)))
    except ValueError:
        return
    left = (ends - clock.today()).days
    if left < 0:
        st.markdown(f":red[**{t('channel.certificate.expired', day=day(ends), days=-left)}**]")
    else:
        st.markdown(t("channel.certificate.expires", day=day(ends), days=left))


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None
