"""Wishes for more time, one line each."""

from collections.abc import Sequence

import streamlit as st

from core.common.text import t
from core.issues.extensions import Wish
from pages.components.format import day, instant, plain, word


def wishes_box(wishes: Sequence[Wish]) -> None:
    """Draw every wish with who asked, who decided and when."""
    for wish in wishes:
        line = t(
            "work.wishes.line",
            state=word("work.wish_state", wish.state),
            before=day(wish.due_before),
            asked=day(wish.due_asked),
            who=plain(wish.asked_by),
            at=instant(wish.asked_at),
            reason=plain(wish.reason),
        )
        if wish.decided_at:
            line += t(
                "work.wishes.decided",
                who=plain(wish.decided_by),
                at=instant(wish.decided_at),
                words=plain(wish.decision),
            )
        st.markdown(line)
