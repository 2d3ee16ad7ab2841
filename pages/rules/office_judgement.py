"""A person's word on one indicator of the supervising body for one year: what stands, what was said before,
and for supervisors the forms."""

from datetime import date
from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.common.text import t
from core.common.vocabulary import JudgedAs
from core.rules import office_judging, office_words
from core.rules.evidence_files import ENDINGS, File
from core.rules.indicator import Indicator
from core.rules.judging import MOST_FAULTS, REASON_LIMIT
from core.rules.mapping import recorded
from core.rules.office_judging import Seen
from core.rules.office_words import Said
from core.rules.rectification import rectification_rules
from core.rules.results import Judge
from core.rules.supervision import Office
from pages.components.dialog import ask_why, open_dialog
from pages.components.flash import carried_out
from pages.components.format import day, instant, plain, word
from pages.components.paper import folded
from pages.components.stored_file import stored_file
from pages.components.upload import say_in_words


def word_box(office: Office, key: str) -> None:
    """Draw the word that stands on the indicator `key`, what may be done to it, and what was said before."""
    last, indicator = office.words.get(key), office.rules.indicator[key]
    may = current_actor().role.allows(Role.SUPERVISOR)
    with st.container(border=True, key="office-word", gap="xsmall"):
        st.markdown(f"**{t('office.word')}**")
        if last is None:
            st.caption(t(_unsaid(office, key, may)))
        else:
            _said(last, office.rules.version, "last")
            if last.judged_as and key in recorded():
                st.caption(t("office.over_ledger"))
        if may:
            _buttons(Seen(office.year, key, last.version if last else 0), indicator, last)
        _history(office, key, last)


def judge_form(seen: Seen, indicator: Indicator) -> None:
    """Ask what holds, why, and on what evidence; enter it."""
    size = rectification_rules().evidence.most_mb
    say_in_words(t("proof.file_note", size=size))
    st.markdown(f"**{plain(seen.indicator)} {plain(indicator.name)}**")
    st.caption(t("office.span", year=seen.year, **_span(seen.year)))
    with st.form("office-judge-form", border=False):
        judged_as = st.radio(
            t("office.judged_as"),
            list(JudgedAs),
            index=None,
            format_func=_word,
            captions=[t(f"office.means.{indicator.group.value}.{each.value}") for each in JudgedAs],
            key="office-judged-as",
        )
        faults = 1
        if indicator.each:
            faults = int(st.number_input(t("office.faults_field"), 1, MOST_FAULTS, 1, key="office-faults"))
        reason = st.text_area(t("office.reason"), max_chars=REASON_LIMIT, key="office-reason")
        file = st.file_uploader(t("office.file"), type=list(ENDINGS), max_upload_size=size, key="office-file")
        sent = st.form_submit_button(t("office.save"), type="primary")
    if sent and judged_as is None:
        st.error(t("office.choose_one"))
    elif sent and judged_as is not None:
        handed_in = File(file.name, file.getvalue()) if file else None
        act = partial(
            office_judging.judge, seen, judged_as, reason=reason or "", faults=faults, file=handed_in,
            actor=current_actor(),
        )  # fmt: skip
        carried_out(act, t("office.judged", indicator=seen.indicator, judged_as=_word(judged_as)))


def withdraw_form(seen: Seen) -> None:
    """Ask why, and take the word back."""
    words = [t(f"office.{key}") for key in ("withdraw_explain", "withdraw_reason", "withdraw")]
    reason = ask_why(*words, key="office-withdraw-form", longest=REASON_LIMIT)
    if reason is not None:
        act = partial(office_judging.withdraw, seen, reason=reason, actor=current_actor())
        carried_out(act, t("office.withdrawn", indicator=seen.indicator))


def _buttons(seen: Seen, indicator: Indicator, last: Said | None) -> None:
    standing = last is not None and last.judged_as is not None
    with st.container(horizontal=True, gap="small", key="office-bar"):
        title = t("office.again" if standing else "office.judge")
        if st.button(title, key="office-judge", icon=":material/edit_note:"):
            open_dialog(title, partial(judge_form, seen, indicator))
        if standing and st.button(t("office.withdraw"), key="office-withdraw", icon=":material/undo:"):
            open_dialog(t("office.withdraw"), partial(withdraw_form, seen))
        taken_back = last is not None and last.judged_as is None
        if taken_back and st.button(t("office.put_back"), key="office-back", icon=":material/redo:"):
            act = partial(office_judging.put_back, seen, actor=current_actor())
            carried_out(act, t("office.back", indicator=seen.indicator))


def _unsaid(office: Office, key: str, may: bool) -> str:
    by_ledger = any(
        line.indicator == key and line.result.judge is Judge.MACHINE for line in office.verdict.lines
    )
    if by_ledger:
        return "office.unsaid_ledger"
    return "office.unsaid" if may else "office.unsaid_leader"


def _history(office: Office, key: str, last: Said | None) -> None:
    if last is None or last.version < 2:
        return
    said = office_words.history(office.year, key)
    with folded(t("office.history", n=len(said))):
        for each in said:
            with st.container(border=True, gap="xxsmall"):
                _said(each, office.rules.version, "past")


def _said(said: Said, version: str, place: str) -> None:
    """One word, or that it was taken back; `place` keeps the keys of its file apart."""
    if said.judged_as is None:
        st.markdown(f"**{t('office.taken_back')}**")
    else:
        st.markdown(f"**{t('office.said', judged_as=_word(said.judged_as), **_span(said.year))}**")
    who = t("office.who" if said.judged_as else "office.who_back", who=plain(said.by), at=instant(said.at))
    facts = [who]
    if said.judged_as is JudgedAs.FAILED and said.faults > 1:
        facts.append(t("office.faults", n=said.faults))
    if said.rule_version != version:
        facts.append(t("office.by_version", version=plain(said.rule_version)))
    st.caption(" · ".join(facts))
    st.markdown(plain(said.reason))
    if said.digest:
        stored_file(said, plain(said.name), key=f"office-{place}-{said.id}")


def _word(judged_as: JudgedAs) -> str:
    return word("inspection.found", judged_as.value)


def _span(year: int) -> dict[str, str]:
    return {"first": day(date(year, 1, 1)), "last": day(date(year, 12, 31))}
