"""What may be done with the chosen issues: one button each, one dialog, one click.

Buttons only stand where the role may and at least one chosen issue can; core asks again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.common import clock
from core.common.errors import DomainError
from core.common.text import t
from core.common.vocabulary import IssueState
from core.issues import bulk, extensions, queries, transitions
from core.issues.choice import written
from core.issues.queries import Listed
from core.jobs import View
from core.rules.evidence_files import ENDINGS, File
from core.rules.rectification import rectification_rules
from pages.components.dialog import open_dialog
from pages.components.format import plain, word
from pages.components.issues.detail import NAME, detail_box
from pages.components.jobs import hold_still, job_boxes, over, spent, token, wait
from pages.components.links import go
from pages.components.paper import hint
from pages.components.refresh import refreshing
from pages.components.table import clear_choice
from pages.components.upload import say_in_words

Ids = Sequence[int]
DISMISSED_FOR = timedelta(days=30)
REPORT_KEY = "alt+m"


@dataclass(frozen=True, slots=True)
class Action:
    """The button of one move. `asks`: note, reason, extension or dismissal, what its dialog asks for;
    `fits` says which issues."""

    key: str
    icon: str
    least: Role
    fits: Callable[[Listed], bool]
    asks: str = ""
    main: bool = False


def _in(*states: IssueState) -> Callable[[Listed], bool]:
    return lambda issue: issue.state in states


def _by_person(*states: IssueState) -> Callable[[Listed], bool]:
    return lambda issue: issue.state in states and not issue.is_automatic


ACTIONS = (
    Action("report", ":material/task_alt:", Role.STAFF, _in(*transitions.REPORTABLE), asks="note", main=True),
    Action("accept", ":material/assignment_turned_in:", Role.STAFF, _in(IssueState.OPEN)),
    Action("extend", ":material/more_time:", Role.STAFF, _in(*transitions.REPORTABLE), asks="extension"),
    Action("withdraw", ":material/undo:", Role.STAFF, _in(*transitions.WITHDRAWABLE)),
    Action("verify", ":material/verified:", Role.SUPERVISOR, _by_person(IssueState.REPORTED)),
    Action("send_back", ":material/reply:", Role.SUPERVISOR, _by_person(IssueState.REPORTED), asks="reason"),
    Action("dismiss", ":material/block:", Role.SUPERVISOR, _in(*transitions.DISMISSABLE), asks="dismissal"),
    Action(
        "waive",
        ":material/do_not_disturb_on:",
        Role.SUPERVISOR,
        _in(*transitions.DISMISSABLE),
        asks="reason",
    ),
    Action("reopen", ":material/replay:", Role.SUPERVISOR, _in(*transitions.REOPENABLE)),
)


def offered(chosen: Sequence[Listed], role: Role) -> list[Action]:
    """The actions that `role` may take on at least one of the chosen issues."""
    return [action for action in ACTIONS if role.allows(action.least) and any(map(action.fits, chosen))]


def action_bar(chosen: Sequence[Listed]) -> None:
    """Draw what may be done with the chosen issues."""
    role = current_actor().role
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="issue-actions"):
        if not chosen:
            hint(t("issues.choose" if role.allows(Role.STAFF) else "issues.choose_to_read"))
            return
        if len(chosen) == 1 and st.button(t("issues.read"), key="action-read", icon=":material/visibility:"):
            hold_still()
            open_dialog(t("issues.read"), partial(detail_box, chosen[0].id), wide=True)
        for action in offered(chosen, role):
            if st.button(
                t(f"issues.action.{action.key}"),
                key=f"action-{action.key}",
                icon=action.icon,
                type="primary" if action.main else "secondary",
                shortcut=REPORT_KEY if action.main else None,
            ):
                hold_still()
                open_dialog(t(f"issues.action.{action.key}"), partial(ask, action, tuple(chosen)))
        draft_button([issue.id for issue in chosen])


def draft_button(ids: Ids) -> None:
    """The way from a selection to a notice that names it, for supervisors."""
    if current_actor().role.allows(Role.SUPERVISOR) and st.button(
        t("issues.draft_notice"), key="draft-notice", icon=":material/edit_document:"
    ):
        go("notices", issues=written(ids))


def ask(action: Action, chosen: Sequence[Listed]) -> None:
    """Say what will happen to how many, ask for what the move needs, and do it. Enter submits."""
    fitting = [issue.id for issue in chosen if action.fits(issue)]
    st.markdown(t(f"issues.explain.{action.key}", count=len(fitting)))
    if len(fitting) < len(chosen):
        st.caption(t("issues.not_fitting", count=len(chosen) - len(fitting)))
    with st.form(f"form-{action.key}", border=False):
        words, until, files = _words(action), _until(action), _files(action)
        sent = st.form_submit_button(
            t("issues.do", action=t(f"issues.action.{action.key}"), count=len(fitting)), type="primary"
        )
    if sent:
        _do(action, fitting, words, until, files)


def _words(action: Action) -> str:
    if not action.asks:
        return ""
    kind = "note" if action.asks == "note" else "reason"
    hint = "extend_hint" if action.asks == "extension" else f"{kind}_hint"
    return st.text_input(
        t(f"issues.{kind}"),
        key=f"words-{action.key}",
        max_chars=transitions.NOTE_LIMIT,
        placeholder=t(f"issues.{hint}"),
    )


def _until(action: Action) -> date:
    latest = extensions.latest_day() if action.asks == "extension" else None
    proposed = min(clock.today() + DISMISSED_FOR, latest or date.max)
    if action.asks not in ("dismissal", "extension"):
        return proposed
    chosen = st.date_input(
        t("issues.until" if latest is None else "issues.extend_until"),
        value=proposed,
        min_value=clock.today() + timedelta(days=1),
        max_value=latest,
        key=f"until-{action.key}",
        format="YYYY-MM-DD",
        help=t("issues.until_help" if latest is None else "issues.extend_help"),
    )
    return chosen if isinstance(chosen, date) else proposed


def _files(action: Action) -> tuple[File, ...]:
    if action.asks != "note":
        return ()
    rule = rectification_rules().evidence
    say_in_words(t("issues.files_note", size=rule.most_mb, count=rule.most_files))
    given = st.file_uploader(
        t("issues.files"),
        type=list(ENDINGS),
        accept_multiple_files=True,
        max_upload_size=rule.most_mb,
        key=f"files-{action.key}",
    )
    return tuple(File(one.name, one.getvalue()) for one in given)


def _do(action: Action, ids: Ids, words: str, until: date, files: tuple[File, ...]) -> None:
    try:
        bulk.ask(
            action.key, ids, words=words, until=until, files=files, actor=current_actor(),
            once=token(action.key),
        )  # fmt: skip
    except DomainError as why:
        st.error(plain(str(why)))
        return
    spent(action.key)
    asked_for()
    st.rerun()


TABLE = "issues"
AREA = "issues"
VERIFYING = "verifying"
EVERY = "3s"


def asked_for() -> None:
    """Let go of the choice, or the open issue, that a move was asked for."""
    clear_choice(TABLE)
    st.query_params.pop(NAME, None)


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
