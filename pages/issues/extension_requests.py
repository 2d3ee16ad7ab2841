"""Requests for more time, one line each."""

from collections.abc import Sequence

import streamlit as st

from core.common.text import t
from core.issues.extensions import ExtensionRequest
from pages.components.format import day, instant, plain, word


def requests_box(requests: Sequence[ExtensionRequest]) -> None:
    """Draw every request with who asked, who decided and when."""
    for request in requests:
        line = t(
            "work.extensions.line",
            state=word("work.extension_state", request.state),
            before=day(request.due_before),
            asked=day(request.due_asked),
            who=plain(request.asked_by),
            at=instant(request.asked_at),
            reason=plain(request.reason),
        )
        if request.decided_at:
            line += t(
                "work.extensions.decided",
                who=plain(request.decided_by),
                at=instant(request.decided_at),
                words=plain(request.decision),
            )
        st.markdown(line)
