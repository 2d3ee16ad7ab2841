"""What could not be checked, by reason, with what helps against it."""

import streamlit as st

from core.common.text import has, t
from core.monitoring import checker_view
from pages.components.format import check_name, failure


def reasons(title: str, key: str) -> bool:
    """Draw each class of failure, the most frequent first, with its checks and its remedy; False when there
    is none."""
    classes = checker_view.unchecked()
    if not classes:
        return False
    with st.container(border=True, key=key, gap="xsmall"):
        st.markdown(f"**{title}**")
        for name in dict.fromkeys(one.failure for one in classes):
            counts = [one for one in classes if one.failure == name]
            checks = " · ".join(f"{check_name(one.check)} {one.channels}" for one in counts)
            st.markdown(f"**{failure(name) or t('checker.unchecked.person')}** — {checks}")
            remedy = f"failure.{name}.remedy" if name else "checker.unchecked.person_remedy"
            if has(remedy):
                st.caption(t(remedy))
    return True
