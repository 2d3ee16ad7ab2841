"""Long work on a page: how far it is, its cancel button, what it did, and the way back.

What is drawn comes from the database, so it is found again after a reload, in another tab, and after a
restart of the dashboard."""

from collections.abc import Callable, Sequence
from uuid import uuid4

import streamlit as st

from core import jobs
from core.access import current_actor
from core.common.errors import DomainError
from core.common.text import t
from core.common.vocabulary import JobState
from core.jobs import View
from pages.components.flash import say_next
from pages.components.format import plain
from pages.components.links import go
from pages.components.refresh import refreshing
from pages.shell.language import apply_language
from pages.shell.navigation import Key

EVERY = "500ms"
SHOWN = 5
_WAITED = "jobs_waited"
_REFUSED = "jobs_refused"
_FOLLOWED = "jobs_followed"
Extra = Callable[[View], None]


def token(name: str) -> str:
    """A word that names one request made in the form `name`, until `spent` learns that it was made."""
    return str(st.session_state.setdefault(f"job-token-{name}", uuid4().hex))


def spent(name: str) -> None:
    """The request was made: the next one from this form is another."""
    st.session_state.pop(f"job-token-{name}", None)


def wait(what: str) -> None:
    """Remember that the page is to be drawn once more when `what` is over."""
    st.session_state.setdefault(_WAITED, set()).add(what)


def over(what: str) -> None:
    """Draw the whole page once more, if it waited for `what`."""
    waited = st.session_state.get(_WAITED, set())
    if what in waited:
        waited.discard(what)
        st.rerun()


def hold_still() -> None:
    """Do not draw the whole page again by itself in this run: that would close an open dialog."""
    st.session_state.pop(_WAITED, None)


def follow(job_id: int) -> None:
    """Open what this job makes once it is over, in the tab that asked for it (see `leads_to`)."""
    st.session_state.setdefault(_FOLLOWED, set()).add(job_id)


def leads_to(key: Key, parameter: str, label: str, name: str) -> Extra:
    """What `job_boxes` draws more: a button to the page `key` with `name` in its address, which is the value
    `parameter` of what the job said. The tab that follows the job goes there by itself."""

    def extra(job: View) -> None:
        made = job.values.get(parameter)
        if made is None:
            return
        followed = st.session_state.get(_FOLLOWED, set())
        if job.id in followed:
            followed.discard(job.id)
            jobs.put_away(job.id, actor=current_actor())
            say_next(job.said)
            go(key, **{name: made})
        # A link to the page one is on loses its parameters in the browser; a button does not.
        if st.button(label, key=f"job-see-{job.id}", icon=":material/arrow_forward:"):
            go(key, **{name: made})

    return extra


def job_boxes(area: str, extra: Extra | None = None) -> None:
    """Draw the jobs of an area, such as "issues", that the user asked for: those under way are drawn again
    and again, and the page once more when they are over. `extra` draws more about one that is over."""
    found = jobs.views(area, actor=current_actor())
    if any(job.under_way for job in found):
        wait(area)
        refreshing(EVERY)(_watched)(area, extra)
    else:
        _boxes(found, extra)


def _watched(area: str, extra: Extra | None) -> None:
    found = jobs.views(area, actor=current_actor())
    if not any(job.under_way for job in found):
        over(area)
    _boxes(found, extra)


def _boxes(found: Sequence[View], extra: Extra | None) -> None:
    why = st.session_state.pop(_REFUSED, "")
    if why:
        st.error(plain(why))
    for job in found:
        with st.container(border=True, key=f"job-{job.id}", gap="xsmall"):
            if job.under_way:
                _progress(job)
            else:
                _result(job)
                if extra is not None:
                    extra(job)
                _buttons(job)


def _progress(job: View) -> None:
    if job.state is JobState.WAITING and not job.done:
        words = t("jobs.waiting", title=job.title)
    elif job.total:
        words = t("jobs.counted", title=job.title, done=job.done, total=job.total)
    else:
        words = t("jobs.under_way", title=job.title, percent=round(100 * job.share))
    st.progress(job.share, text=plain(words))
    st.caption(t("jobs.ending" if job.ending else "jobs.leave"))
    if not job.ending:
        st.button(
            t("jobs.cancel"),
            key=f"job-cancel-{job.id}",
            icon=":material/stop_circle:",
            on_click=_act,
            args=(jobs.cancel, job.id),
        )


def _result(job: View) -> None:
    st.markdown(f"{_mark(job)} **{plain(_headline(job))}**")
    if job.said:
        st.markdown(plain(job.said))
    for sentence in job.refused[:SHOWN]:
        st.markdown(f":orange[●] {plain(sentence)}")
    if len(job.refused) > SHOWN:
        with st.expander(t("jobs.all_refused", count=len(job.refused))):
            st.text("\n".join(job.refused))


def _mark(job: View) -> str:
    """Green: all of it done; amber: some or none of it, which is no confirmed fault."""
    return ":green[●]" if job.state is JobState.DONE and (job.items or not job.refused) else ":orange[●]"


def _headline(job: View) -> str:
    count, refused = len(job.items), len(job.refused)
    if job.state is JobState.CANCELLED:
        return t("jobs.cancelled" if count else "jobs.cancelled_plain", title=job.title, count=count)
    if job.state is JobState.FAILED:
        return t("jobs.failed", title=job.title)
    if refused:
        return t("jobs.finished_both", title=job.title, count=count, refused=refused)
    return t("jobs.finished" if count else "jobs.finished_plain", title=job.title, count=count)


def _buttons(job: View) -> None:
    with st.container(horizontal=True, gap="small"):
        if job.can_undo:
            st.button(
                t("jobs.undo"),
                key=f"job-undo-{job.id}",
                icon=":material/undo:",
                on_click=_act,
                args=(jobs.undo, job.id),
            )
        st.button(
            t("jobs.close"),
            key=f"job-close-{job.id}",
            type="tertiary",
            on_click=_act,
            args=(jobs.put_away, job.id),
        )


def _act(act: Callable[..., object], job_id: int) -> None:
    # A callback runs before the page has chosen the language.
    apply_language()
    try:
        act(job_id, actor=current_actor())
    except DomainError as why:
        st.session_state[_REFUSED] = str(why)
