"""One issue: what is wrong, by when, what the checker says, who did what."""

from collections.abc import Sequence
from math import ceil

import streamlit as st

from core.common.text import t
from core.common.vocabulary import IssueState
from core.issues import evidence, extensions, fake_fix_flags, queries
from core.issues.evidence import Shown
from core.issues.extensions import ExtensionRequest
from core.issues.queries import Detail, Happening, Listed
from core.monitoring import screenshots
from pages.components.changes import changes
from pages.components.evidence import evidence_box
from pages.components.format import action, actor, ago, day, failure, instant, outcome_word, plain, word
from pages.components.kept_views import keep_button
from pages.components.links import address_of, base_address, link
from pages.components.paper import folded
from pages.components.refresh import refreshing
from pages.components.screenshot import screenshots_box
from pages.components.share import share_button
from pages.components.stored_file import stored_file

LATE = {"overdue": "orange", "soon": "gray"}


def detail_box(issue_id: int) -> None:
    """Draw the issue, again and again while the checker verifies it."""
    found = queries.detail(issue_id)
    if found is not None and found.listed.state is IssueState.VERIFYING:
        refreshing("3s")(_draw)(issue_id)
    else:
        _draw(issue_id)


def _draw(issue_id: int) -> None:
    found = queries.detail(issue_id)
    if found is None:
        st.warning(t("refusal.unknown_issue", number=issue_id), icon=":material/search_off:")
        return
    issue = found.listed
    with st.container(border=True, key="issue-detail", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", key="issue-head"):
            st.markdown(t("issue.head", number=plain(issue.number), title=plain(issue.title)))
            keep_button(
                "issues",
                lambda: {NAME: str(issue.id)},
                lambda: f"{issue.number} {issue.title}",
                place="issue",
            )
            share_button(lambda: base_address() + issue_address(issue).lstrip("/"), place="issue")
        st.markdown(_state_line(found))
        left, right = st.columns(2)
        with left:
            _facts(found)
        with right:
            _checker(found)
        if found.finding:
            with folded(t("issue.evidence")):
                evidence_box(found.evidence)
            if shown := screenshots.of_issue(issue.id):
                with folded(t("evidence.picture.title"), expanded=True):
                    screenshots_box(shown)
        _papers(issue.id)
        _history(found.history)


def _papers(issue_id: int) -> None:
    """Signs, evidence handed in, extensions: each only when there is one."""
    for sign in fake_fix_flags.signs_of([issue_id]).get(issue_id, ()):
        st.markdown(f":orange[▲] {plain(str(sign))}")
    files, asked = evidence.of_issue(issue_id), extensions.of_issue(issue_id)
    if files:
        with folded(t("work.files.title", count=len(files))):
            files_box(files, key=f"detail-{issue_id}")
    if asked:
        with folded(t("work.extensions.title", count=len(asked))):
            requests_box(asked)


def _state_line(found: Detail) -> str:
    issue = found.listed
    parts = [
        f"**{word('state.issue', issue.state)}**",
        word("state.severity", issue.severity),
        word("state.source", issue.source),
    ]
    if issue.lateness in LATE:
        parts.append(f":{LATE[issue.lateness]}[**{t(f'issue.{issue.lateness}', day=day(issue.due_on))}**]")
    return " · ".join(parts)


def _facts(found: Detail) -> None:
    issue, kept = found.listed, found.issue
    if issue.channel_id:
        link("channel", plain(issue.channel or ""), icon=":material/folder_open:", id=issue.channel_id)
    lines = [
        (t("common.column.unit"), issue.unit),
        (t("common.column.opened_on"), day(issue.opened_on)),
        (t("issue.first_due_on"), day(issue.first_due_on)),
        (t("common.column.due_on"), day(issue.due_on)),
        (t("issue.reported"), _reported(found)),
        (t("issue.note"), kept.report_note),
        (t("issue.times_returned"), str(issue.times_returned) if issue.times_returned else ""),
        (t("common.column.verified_on"), day(issue.verified_on) if issue.verified_on else ""),
        (t("issue.dismissed"), _dismissed(found)),
        (t("issue.rule_version"), kept.rule_version),
    ]
    st.markdown("  \n".join(f":gray[{label}]　{plain(text)}" for label, text in lines if text))


def _reported(found: Detail) -> str:
    kept = found.issue
    return t("issue.by_at", who=kept.reported_by, at=instant(kept.reported_at)) if kept.reported_at else ""


def _dismissed(found: Detail) -> str:
    kept = found.issue
    if not kept.dismissed_until:
        return kept.reason
    return t("issue.dismissed_until", until=day(kept.dismissed_until), reason=kept.reason)


def _checker(found: Detail) -> None:
    if not found.listed.is_automatic:
        st.caption(t("issue.by_person"))
        return
    if found.listed.state is IssueState.VERIFYING:
        st.info(t("issue.verifying"), icon=":material/hourglass_top:")
    if found.checker_at is None:
        st.caption(t("issue.checker_silent"))
        return
    said = [outcome_word(found.checker_outcome or "", found.checker_failure), failure(found.checker_failure)]
    st.markdown(
        t(
            "issue.checker_says",
            said=" · ".join(part for part in said if part),
            at=instant(found.checker_at),
            age=ago(found.checker_at),
        )
    )
    finding = found.finding
    if finding:
        st.caption(
            t(
                "issue.finding",
                first=instant(finding.first_seen_at),
                last=instant(finding.last_seen_at),
                times=finding.times_seen,
            )
        )


def _history(history: tuple[Happening, ...]) -> None:
    if not history:
        return
    with folded(t("issue.history", count=len(history)), expanded=len(history) <= 3):
        for one in history:
            role = word("access.role", one.role)
            st.markdown(
                t(
                    "issue.happened",
                    at=instant(one.at),
                    who=plain(actor(one.actor)),
                    role=role,
                    action=action(one.action),
                )
            )
            facts = " · ".join(
                part for part in (changes(one.changes), failure(one.reason) or one.reason) if part
            )
            if facts:
                st.text(facts)


KB = 1024


def files_box(files: Sequence[Shown], *, key: str) -> None:
    """Draw every file, the newest first; a sentence when there is none."""
    if not files:
        st.caption(t("work.files.none"))
        return
    for file in files:
        with st.container(border=True, gap="xsmall"):
            _one(file, f"{key}-{file.id}")


def _one(file: Shown, key: str) -> None:
    st.caption(
        t(
            "work.files.line",
            name=plain(file.name),
            size=f"{ceil(file.size / KB):,}",
            who=plain(file.actor),
            at=instant(file.at),
        )
    )
    stored_file(file, t("work.files.download"), key=f"file-{key}")


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


NAME = "issue"


def open_issue(row: Listed) -> None:
    """Name `row` in the address, so that the page opens it: for the callback of a table."""
    st.query_params[NAME] = str(row.id)


def issue_address(row: Listed) -> str:
    """Where `row` can be read by whoever has the link."""
    return address_of("issues", issue=row.id)
