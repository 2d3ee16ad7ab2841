"""Next year's holidays from the text of the notice: pasted, looked at, taken in."""

import streamlit as st

from core.access import current_actor
from core.common import clock
from core.common.text import t
from core.issues.holiday_notice import LONGEST, Notice, read_notice
from core.issues.working_days import take
from pages.components.flash import carried_out
from pages.components.format import day, number, plain


def notice_form() -> None:
    """Draw the box for the text, the days it gives, and the button that takes them in."""
    st.caption(t("calendar.notice.note"))
    year = st.number_input(
        t("calendar.notice.year"), 2000, 2100, clock.today().year + 1, key="calendar-notice-year"
    )
    text = st.text_area(t("calendar.notice.text"), max_chars=LONGEST, height=160, key="calendar-notice-text")
    if not text.strip():
        return
    found = read_notice(text, int(year))
    _days(found)
    for clause in found.doubts:
        st.warning(t("calendar.notice.doubt", clause=plain(clause)), icon=":material/help:")
    label = t("calendar.notice.take", year=found.year, count=number(len(found.rest) + len(found.work)))
    if st.button(label, type="primary", key="calendar-notice-take", disabled=not found.rest):
        note = t("calendar.notice.source", year=found.year)
        carried_out(
            lambda: take(found, note=note, actor=current_actor()),
            lambda changed: t("calendar.notice.done", count=number(len(changed))),
        )


def _days(found: Notice) -> None:
    for key, days in (("rest", found.rest), ("work", found.work)):
        shown = " · ".join(map(day, days)) or t("common.none")
        st.markdown(f"**{t(f'calendar.notice.{key}', count=len(days))}** {shown}")
