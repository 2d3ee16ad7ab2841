"""The steps of a round, and what is done with one score: its parts, an adjustment, an appeal."""

from datetime import date
from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.assessment import appeals, rounds, scheme
from core.assessment.lists import Round, ScoreLine
from core.common import clock
from core.common.notes import NOTE_LIMIT
from core.common.text import t
from core.common.vocabulary import RoundState
from core.rules.evidence_files import ENDINGS, File
from pages.assessment.parts import parts_dialog
from pages.assessment.tables import TABLE, points, pressed
from pages.components.dialog import ask_why, open_dialog
from pages.components.flash import carried_out
from pages.components.format import actor as actor_name
from pages.components.format import instant
from pages.components.upload import say_in_words

DRAFT, PUBLISHED, CLOSED = RoundState.DRAFT, RoundState.PUBLISHED, RoundState.CLOSED


def state_line(round_: Round) -> str:
    """Where a round stands, in one line."""
    version = round_.weights_version
    said = [
        t(f"assessment.state.{round_.state}"),
        t("assessment.counted_line", when=instant(round_.counted_at), who=actor_name(round_.counted_by)),
        t("assessment.weights_line", version=version) if version else t("assessment.weights_shipped"),
    ]
    if round_.state is PUBLISHED and round_.appeals_until:
        said.append(t("assessment.appeals_line", day=round_.appeals_until))
    return " · ".join(said)


def round_buttons(month: date, round_: Round | None) -> None:
    """What may be done with the month as it stands."""
    actor = current_actor()
    draft = round_ is not None and round_.state is DRAFT
    counts = actor.role.allows(Role.INSPECTOR)
    label = "assessment.count_again" if round_ else "assessment.count"
    if pressed(label, "assessment-count", "calculate", may=counts and (draft or round_ is None)):
        carried_out(
            partial(rounds.count, month, actor=actor),
            lambda n: t("assessment.counted", month=f"{month:%Y-%m}", count=n),
            table=TABLE,
        )
    if round_ is not None and actor.role.allows(Role.SUPERVISOR):
        _decisions(round_)
    if round_ is not None and pressed(
        "assessment.discard", "assessment-discard", "delete", may=counts and draft
    ):
        act = partial(rounds.discard, month, round_.version, actor=actor)
        carried_out(act, t("assessment.discarded"), table=TABLE)
    if pressed("assessment.open_weights", "assessment-weights", "balance", may=not actor.of_a_unit):
        open_dialog(t("assessment.weights.title"), weights_form)


def score_buttons(line: ScoreLine, round_: Round) -> None:
    """What may be done with the chosen score."""
    role, month = current_actor().role, f"{line.month:%Y-%m}"
    if pressed("assessment.open_parts", "assessment-parts", "list_alt"):
        title = t("assessment.parts.title", unit=line.unit, month=month)
        open_dialog(title, partial(parts_dialog, line, round_.weights_version), wide=True)
    adjusts = role.allows(Role.SUPERVISOR) and round_.state is not CLOSED and line.computed is not None
    if pressed("assessment.open_adjust", "assessment-adjust", "edit", may=adjusts):
        open_dialog(t("assessment.adjust.title", unit=line.unit), partial(adjust_form, line))
    until = round_.appeals_until
    open_ = round_.state is PUBLISHED and until is not None and clock.today() <= until
    if pressed("assessment.open_appeal", "assessment-appeal", "gavel", may=role.allows(Role.STAFF) and open_):
        title = t("assessment.appeal.title", unit=line.unit, month=month)
        open_dialog(title, partial(appeal_form, line))


def adjust_form(line: ScoreLine) -> None:
    """Ask for points and a reason."""
    most = scheme.scheme().most_adjustment
    st.markdown(t("assessment.adjust.explain", computed=points(line.computed)))
    with st.form("assessment-adjust-form", border=False):
        given = st.number_input(
            t("assessment.adjust.points", most=most), -float(most), float(most), line.adjustment, 0.5,
            key="assessment-points",
        )  # fmt: skip
        reason = st.text_area(t("assessment.adjust.reason"), max_chars=NOTE_LIMIT, key="assessment-reason")
        sent = st.form_submit_button(t("assessment.adjust.save"), type="primary")
    if sent:
        act = partial(appeals.adjust, line.id, line.version, given, reason or "", actor=current_actor())
        carried_out(act, t("assessment.adjust.done"), table=TABLE)


def appeal_form(line: ScoreLine) -> None:
    """Ask for an objection and its proof."""
    st.markdown(t("assessment.appeal.explain"))
    say_in_words(t("assessment.appeal.accepts"))
    with st.form("assessment-appeal-form", border=False):
        words = st.text_area(t("assessment.appeal.words"), max_chars=NOTE_LIMIT, key="assessment-words")
        given = st.file_uploader(t("assessment.appeal.file"), type=list(ENDINGS), key="assessment-file")
        sent = st.form_submit_button(t("assessment.appeal.send"), type="primary")
    if sent:
        files = [File(given.name, given.getvalue())] if given else []
        act = partial(appeals.appeal, line.id, words or "", files, actor=current_actor())
        carried_out(act, t("assessment.appeal.sent"), table=TABLE)


def weights_form() -> None:
    """The weights in force, which a supervisor may change."""
    used = scheme.weights()
    st.markdown(t("assessment.weights.explain", version=used.version))
    if used.made_by:
        st.caption(t("assessment.weights.last", who=actor_name(used.made_by), reason=used.reason))
    may = current_actor().role.allows(Role.SUPERVISOR)
    with st.form("assessment-weights-form", border=False):
        given = {
            key: st.number_input(
                t(f"assessment.measure.{key}"), 0.0, float(scheme.HEAVIEST), float(weight), 1.0,
                key=f"assessment-weight-{key}", help=t(f"assessment.measure_note.{key}"), disabled=not may,
            )
            for key, weight in used.weights.items()
        }  # fmt: skip
        reason = st.text_area(
            t("assessment.weights.reason"), max_chars=NOTE_LIMIT, key="assessment-why", disabled=not may
        )
        sent = st.form_submit_button(t("assessment.weights.save"), type="primary", disabled=not may)
    if sent:
        act = partial(scheme.change_weights, used.version, given, reason or "", actor=current_actor())
        carried_out(act, lambda version: t("assessment.weights.saved", version=version))


def reopen_form(round_: Round) -> None:
    """Ask why, and take the round one step back."""
    words = [t(f"assessment.{key}") for key in ("reopen_explain", "reopen_reason", "reopen")]
    why = ask_why(*words, key="assessment-reopen-form", longest=NOTE_LIMIT)
    if why is not None:
        act = partial(rounds.reopen, round_.month, round_.version, why, actor=current_actor())
        carried_out(act, t("assessment.reopened"), table=TABLE)


def _decisions(round_: Round) -> None:
    actor, state = current_actor(), round_.state
    if pressed("assessment.publish", "assessment-publish", "campaign", may=state is DRAFT, primary=True):
        carried_out(
            partial(rounds.publish, round_.month, round_.version, actor=actor),
            lambda day: t("assessment.published", day=day),
            table=TABLE,
        )
    if pressed("assessment.close", "assessment-close", "lock", may=state is PUBLISHED, primary=True):
        carried_out(
            partial(rounds.close, round_.month, round_.version, actor=actor),
            lambda n: t("assessment.closed", count=n),
            table=TABLE,
        )
    if pressed("assessment.reopen", "assessment-reopen", "undo", may=state is not DRAFT):
        open_dialog(t("assessment.reopen"), partial(reopen_form, round_))
