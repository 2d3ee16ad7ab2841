"""One issue with both sides: what was wrong, and what the unit handed in."""

import streamlit as st

from core.common.text import t
from core.issues import evidence, queries
from core.issues.fake_fix_flags import signs_of
from core.issues.queries import Detail
from pages.components.evidence import evidence_box
from pages.components.format import day, failure, instant, outcome_word, plain, word
from pages.components.issues.detail import files_box
from pages.components.links import link


def sides_box(issue_id: int) -> None:
    """Draw the issue, its signs, and the two sides; beside each other where there is room."""
    found = queries.detail(issue_id)
    if found is None:
        return
    issue = found.listed
    with st.container(border=True, gap="xsmall", key=f"sides-{issue_id}"):
        st.markdown(t("issue.head", number=plain(issue.number), title=plain(issue.title)))
        parts = [word("state.issue", issue.state), issue.unit, issue.channel or ""]
        st.text(" · ".join(part for part in parts if part))
        for sign in signs_of([issue_id]).get(issue_id, ()):
            st.markdown(f":orange[▲ {plain(str(sign))}]")
        before, after = st.columns(2)
        with before:
            st.markdown(f"**{t('work.sides.before')}**")
            _before(found)
        with after:
            st.markdown(f"**{t('work.sides.after')}**")
            _after(found)
        link("issues", t("work.sides.open"), icon=":material/open_in_new:", issue=issue_id)


def _before(found: Detail) -> None:
    st.caption(t("work.sides.opened", day=day(found.listed.opened_on), source=_source(found)))
    if found.finding:
        evidence_box(found.evidence)
    else:
        st.text(found.listed.title)


def _after(found: Detail) -> None:
    kept = found.issue
    if kept.reported_at:
        at = t("issue.by_at", who=kept.reported_by, at=instant(kept.reported_at))
        st.text(t("work.sides.reported", who=at))
    st.text(kept.report_note or t("work.sides.no_note"))
    if found.checker_at:
        said = outcome_word(found.checker_outcome or "", found.checker_failure)
        st.caption(
            t(
                "work.sides.checker",
                said=said,
                why=failure(found.checker_failure),
                at=instant(found.checker_at),
            )
        )
    files_box(evidence.of_issue(kept.id), key=f"sides-{kept.id}")


def _source(found: Detail) -> str:
    return word("state.source", found.listed.source)
