"""Whether an account posts: what the checker read, or what persons saw, and the form in which they say it."""

from datetime import date
from typing import Any

import streamlit as st

from core.access import Role, current_actor
from core.common import clock
from core.common.notes import NOTE_LIMIT
from core.common.text import has, t
from core.monitoring import account_proofs, channel_checks
from core.monitoring.account_proofs import Given
from core.monitoring.channel_checks import State
from core.rules import rule_set
from core.rules.evidence_files import ENDINGS, File
from core.rules.rectification import rectification_rules
from pages.components.dialog import asked_dialog, open_dialog
from pages.components.evidence import evidence_box
from pages.components.flash import carried_out
from pages.components.format import actor, day, failure, instant, number, plain
from pages.components.paper import folded
from pages.components.stored_file import stored_file
from pages.components.upload import say_in_words

CHECK = "account_freshness"


def freshness(channel_id: int) -> None:
    """Draw what is known of the account's posts, the proofs, and for staff the form."""
    state = next((one for one in channel_checks.states(channel_id) if one.check == CHECK), None)
    with st.container(border=True, key="account-freshness", gap="xsmall"):
        st.markdown(f"**{t('proof.title')}**")
        _now(state)
    with st.container(border=True, key="account-proofs", gap="xsmall"):
        st.markdown(f"**{t('proof.list')}**")
        st.caption(t("proof.purpose"))
        if current_actor().role.allows(Role.STAFF) and asked_dialog(
            "proof", t("proof.open"), icon=":material/add_a_photo:", key="proof-open"
        ):
            open_dialog(t("proof.open"), lambda: proof_form(channel_id))
        proofs = account_proofs.given(channel_id)
        for proof in proofs:
            _proof(proof)
        if not proofs:
            st.caption(t("proof.none"))


def _now(state: State | None) -> None:
    if state is None:
        st.caption(t("proof.not_yet"))
        return
    facts, newest = state.evidence, _day(state.evidence.get("newest"))
    if newest:
        age = (clock.today() - newest).days
        said = t("proof.said", day=day(newest), age=number(age))
        late = age > rule_set().account_freshness.window_days
        st.markdown(f":red[**{said}**]" if late else f"**{said}**")
        st.caption(t("proof.window", days=rule_set().account_freshness.window_days))
    if state.failure:
        st.markdown(f"**{failure(state.failure)}**")
        if has(remedy := f"failure.{state.failure}.remedy"):
            st.markdown(t(remedy))
    how = facts.get("how")
    if how and has(f"proof.by.{how}"):
        st.caption(t("proof.how", how=t(f"proof.by.{how}", day=facts.get("seen_on", ""))))
    with folded(t("channel.checks.since", since=instant(state.since), at=instant(state.at))):
        evidence_box(facts)


def _proof(proof: Given) -> None:
    with st.container(border=True, gap="xxsmall"):
        st.markdown(f"**{t('proof.last_post_on')} {day(proof.last_post_on)}**")
        st.caption(
            f"{t('proof.seen_on')} {instant(proof.at)} · {t('proof.who')} {plain(actor(proof.actor))}"
            + (f" · {plain(proof.note)}" if proof.note else "")
        )
        if proof.digest:
            stored_file(proof, plain(proof.name), key=f"proof-{proof.id}")


def proof_form(channel_id: int) -> None:
    """The form in which a person says when the account last posted."""
    size = rectification_rules().evidence.most_mb
    say_in_words(t("proof.file_note", size=size))
    with st.form("proof", border=False):
        seen: Any = st.date_input(
            t("proof.last_post_on"), value=clock.today(), max_value=clock.today(), format="YYYY-MM-DD"
        )
        note = st.text_input(t("proof.note"), max_chars=NOTE_LIMIT, key="proof-note")
        file = st.file_uploader(t("proof.file"), type=list(ENDINGS), max_upload_size=size, key="proof-file")
        sent = st.form_submit_button(t("proof.save"), type="primary")
    if sent and isinstance(seen, date):
        _give(channel_id, seen, note or "", File(file.name, file.getvalue()) if file else None)


def _give(channel_id: int, seen: date, note: str, file: File | None) -> None:
    carried_out(
        lambda: account_proofs.give(channel_id, seen, note=note, file=file, actor=current_actor()),
        t("proof.saved", day=day(seen)),
    )


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None
