"""Is a checker at work, and what has it to do: draws itself again every few seconds."""

import streamlit as st

from core.access import Role, current_actor
from core.common.errors import DomainError
from core.common.settings import settings
from core.common.text import t
from core.monitoring import checker_view, flips
from core.monitoring.lease import holder, last_holder
from pages.checker.runs import sweep_name
from pages.components.duration import span
from pages.components.figures import Figure, metric_row
from pages.components.format import ago, instant, number, plain
from pages.components.refresh import refreshing


@refreshing("5s")
def at_work() -> None:
    """Draw the lease and what is due."""
    live, last = holder(), last_holder()
    work = checker_view.due_now(settings())
    asked = checker_view.requests_open()
    lease = Figure(
        "lease",
        t("checker.lease"),
        t("checker.working" if live else "checker.stopped"),
        t("checker.heartbeat", age=ago(last.heartbeat_at)) if last else t("checker.never"),
        tone="plain" if live else "wrong",
        opens=False,
    )
    due = [
        Figure(
            f"due-{one.check}",
            t("checker.due", check=sweep_name(one.check)),
            number(one.due),
            t("checker.due_note", watched=number(one.watched), every=span(one.every.total_seconds())),
            opens=False,
        )
        for one in work
    ]
    waiting = Figure(
        "requests", t("checker.requests"), number(asked), t("checker.requests_note"), opens=False
    )
    metric_row([lease, *due, waiting], key="checker")
    if live:
        st.caption(
            t("checker.owner", owner=plain(live.owner), since=instant(live.taken_at), age=ago(live.taken_at))
        )
    else:
        st.caption(t("checker.start"))


def on_hold() -> None:
    """Warn that failures wait for a person, and let a supervisor say that they are real."""
    count = flips.on_hold_count()
    if not count:
        return
    with st.container(border=True, key="checker-on-hold", gap="xsmall"):
        st.markdown(t("checker.on_hold.title", count=count))
        st.markdown(t("checker.on_hold.explain"))
        if current_actor().role.allows(Role.SUPERVISOR):
            if st.button(t("checker.on_hold.let_go"), icon=":material/lock_open:", key="let-go"):
                _let_go()
        else:
            st.caption(t("checker.on_hold.ask"))


def _let_go() -> None:
    try:
        flips.let_go(actor=current_actor())
    except DomainError as why:
        st.error(plain(str(why)))
    else:
        st.rerun()
