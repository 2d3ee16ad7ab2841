"""Pages as a browser showed them, beside the evidence that rests on them."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from core.common.text import t
from core.monitoring import screenshots
from core.monitoring.screenshots import Shown
from pages.components.format import instant

WIDTH = 640


def screenshot_of(channel_id: int, evidence: Mapping[str, Any]) -> None:
    """Draw the picture that evidence of the channel names, if it names one."""
    facts = evidence.get("browser")
    digest = facts.get("screenshot") if isinstance(facts, Mapping) else None
    shown = screenshots.by_digest(channel_id, str(digest)) if digest else None
    if shown is not None:
        _one(shown)


def screenshots_box(shown: Sequence[Shown]) -> None:
    """Draw pictures side by side: the fault on the left, its place afterwards on the right."""
    for place, one in zip(st.columns(max(2, len(shown))), shown, strict=False):
        with place:
            _one(one)


def _one(shown: Shown) -> None:
    data = shown.data()
    if data is None:
        st.caption(t("evidence.picture.gone"))
        return
    st.markdown(
        t(
            f"evidence.picture.{shown.moment.value}",
            at=instant(shown.taken_at),
            marked=t(f"evidence.picture.{'marked' if shown.marked else 'unmarked'}"),
        )
    )
    st.image(data, width=WIDTH)
    # As text: Markdown would make a link of it.
    st.text(shown.address)
