"""The rhythm of reminders, as the rules have it."""

import streamlit as st

from core.common.text import t
from core.reminders.rules import reminder_rules


def rhythm() -> None:
    """Draw when messages are made, when it is quiet, and how often each item is said."""
    rules = reminder_rules()
    st.markdown(t("reminders.rhythm.digest", at=rules.digest_at.strftime("%H:%M")))
    quiet = {"start": rules.quiet.start.strftime("%H:%M"), "until": rules.quiet.until.strftime("%H:%M")}
    st.markdown(t("reminders.rhythm.quiet", **quiet))
    for topic, days in rules.repeat.items():
        again = t("reminders.rhythm.every", days=days) if days else t("reminders.rhythm.once")
        st.markdown(f"- {t(f'reminder.topic.{topic}')}：{again}")
    st.markdown(t("reminders.rhythm.retry", times=len(rules.delivery.waits_minutes)))
    st.caption(t("reminders.rhythm.source", version=rules.version))
