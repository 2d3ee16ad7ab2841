"""What the last move did, in numbers and sentences, with its undo; and what the checker makes of it."""

from dataclasses import dataclass

import streamlit as st

from core.access import current_actor
from core.common.errors import Refused
from core.common.text import t
from core.common.vocabulary import IssueState
from core.issues import queries
from core.issues.transitions import Moved, withdraw_report
from pages.components.format import plain, word
from pages.components.refresh import refreshing
from pages.components.table import clear_choice
from pages.issues.all_of_them import let_go

TABLE = "issues"
_KEPT = "issue_result"
_WAITED = "issue_result_waited"


@dataclass(frozen=True, slots=True)
class Result:
    """`action` is the key of the move."""

    action: str
    moved: Moved


def remember(action: str, moved: Moved) -> None:
    """Keep what a move did for the next run, and let go of the choice it was made on."""
    st.session_state[_KEPT] = Result(action, moved)
    clear_choice(TABLE)
    let_go()


def hold_still() -> None:
    """Do not draw the whole page again by itself in this run: that would close an open dialog."""
    st.session_state[_WAITED] = False


def result() -> None:
    """Draw the last result until it is put away."""
    kept = st.session_state.get(_KEPT)
    if kept is None:
        return
    with st.container(border=True, key="issue-result", gap="xsmall"):
        _told(kept)
        for sentence in list(kept.moved.refused.values())[:5]:
            st.markdown(f":orange[●] {plain(sentence)}")
        if len(kept.moved.refused) > 5:
            with st.expander(t("issues.result.all_refused", count=len(kept.moved.refused))):
                st.text("\n".join(kept.moved.refused.values()))
        if kept.action == "report" and kept.moved.done:
            _follow(kept)
        _buttons(kept)


def _told(kept: Result) -> None:
    name = t(f"issues.action.{kept.action}")
    done, refused = len(kept.moved.done), len(kept.moved.refused)
    icon = ":green[●]" if done else ":orange[●]"
    key = "issues.result.both" if refused else "issues.result.done"
    st.markdown(f"{icon} **{t(key, action=name, done=done, refused=refused)}**")


def _follow(kept: Result) -> None:
    """Show the reported issues' states, again and again while the checker works on them."""
    counts = queries.states_of(kept.moved.done)
    if counts.get(IssueState.VERIFYING):
        st.session_state[_WAITED] = True
        refreshing("3s")(_verifying)(kept.moved.done)
    else:
        _states(counts)


def _verifying(ids: tuple[int, ...]) -> None:
    counts = queries.states_of(ids)
    if not counts.get(IssueState.VERIFYING) and st.session_state.pop(_WAITED, False):
        st.rerun()
    _states(counts)
    st.caption(t("issues.result.verifying"))


def _states(counts: dict[str, int]) -> None:
    st.markdown(
        "　".join(
            t("issues.result.state", state=word("state.issue", state), count=count)
            for state, count in sorted(counts.items())
        )
    )


def _buttons(kept: Result) -> None:
    with st.container(horizontal=True, gap="small"):
        if kept.action == "report" and kept.moved.done:
            st.button(
                t("issues.result.undo"),
                icon=":material/undo:",
                key="undo-report",
                on_click=_undo,
                args=(kept.moved.done,),
            )
        st.button(t("issues.result.close"), key="close-result", type="tertiary", on_click=_put_away)


def _undo(ids: tuple[int, ...]) -> None:
    # A callback runs before the page has chosen the language.
    from pages.shell.language import apply_language

    apply_language()
    try:
        remember("withdraw", withdraw_report(ids, actor=current_actor()))
    except Refused as why:
        st.session_state[_KEPT] = Result("withdraw", Moved(refused={0: str(why)}))


def _put_away() -> None:
    st.session_state.pop(_KEPT, None)
