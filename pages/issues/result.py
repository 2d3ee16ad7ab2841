"""What a move over many issues did, and what the checker makes of it."""

from collections.abc import Mapping

import streamlit as st

from core.common.text import t
from core.common.vocabulary import IssueState
from core.issues import queries
from core.jobs import View
from pages.components.format import word
from pages.components.jobs import job_boxes, over, wait
from pages.components.refresh import refreshing
from pages.components.table import clear_choice

TABLE = "issues"
AREA = "issues"
VERIFYING = "verifying"
EVERY = "3s"


def asked_for() -> None:
    """Let go of the choice that a move was asked for."""
    clear_choice(TABLE)


def result() -> None:
    """Draw the moves under way and the results that nobody has put away."""
    job_boxes(AREA, _follow)


def _follow(job: View) -> None:
    """Show the states of reported issues, again and again while the checker works on them."""
    if job.parameters.get("move") != "report" or not job.items:
        return
    ids = [int(item) for item in job.items]
    if queries.states_of(ids).get(IssueState.VERIFYING):
        wait(VERIFYING)
        refreshing(EVERY)(_verifying)(ids)
    else:
        _states(queries.states_of(ids))


def _verifying(ids: list[int]) -> None:
    counts = queries.states_of(ids)
    if not counts.get(IssueState.VERIFYING):
        over(VERIFYING)
    _states(counts)
    st.caption(t("issues.result.verifying"))


def _states(counts: Mapping[str, int]) -> None:
    st.markdown(
        "　".join(
            t("issues.result.state", state=word("state.issue", state), count=count)
            for state, count in sorted(counts.items())
        )
    )
