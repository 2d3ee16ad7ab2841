"""A pasted list, matched with the accounts; its doubts are shown before it counts."""

import streamlit as st

from core.common.text import t
from core.monitoring.account_lines import Line, lines_of, matched
from core.monitoring.account_proofs import Seen
from core.monitoring.account_round import Account, Round
from core.registry.kinds import kind_name
from pages.accounts.listing import picture, save
from pages.components.format import number, plain
from pages.components.table import Column, paged, table_box

SURE = ""
ASKED = ("alike", "several")


def draw_pasting(found: Round) -> None:
    """Draw the box, what its lines were taken for, and the button that saves what is sure or ticked."""
    turn = st.session_state.get("accounts-saved", 0)
    text = st.text_area(
        t("accounts.paste.label"),
        placeholder=t("accounts.paste.example"),
        height=180,
        key=f"accounts-paste-{turn}",
    )
    given = st.selectbox(
        t("accounts.paste.given"),
        [None, *found.accounts],
        format_func=lambda one: f"{one.name} · {kind_name(one.kind)}" if one else t("accounts.paste.by_name"),
        key=f"accounts-given-{turn}",
    )
    if not text.strip():
        st.caption(t("accounts.paste.note"))
        return
    lines = matched(lines_of(text), found.accounts, given)
    confirmed = _confirmed([line for line in lines if line.doubt in ASKED and line.account and line.day])
    _table(lines)
    seen = [_seen(line, line.account) for line in [*lines, *confirmed]
            if line.account and (line.doubt == SURE or line in confirmed)]  # fmt: skip
    seen = list({one.channel_id: one for one in seen}.values())
    file = picture("accounts-paste-file")
    label = t("accounts.save", count=number(len(seen)))
    if st.button(label, type="primary", key="accounts-paste-save", disabled=not seen):
        save(seen, file)


def _confirmed(doubtful: list[Line]) -> list[Line]:
    if not doubtful:
        return []
    by_number = {line.number: line for line in doubtful}
    chosen = st.multiselect(
        t("accounts.paste.doubtful"),
        list(by_number),
        format_func=lambda n: f"{by_number[n].text[:40]} → {_name(by_number[n].account)}",
        placeholder=t("accounts.paste.choose"),
        key="accounts-confirm",
    )
    return [by_number[number_] for number_ in chosen]


def _table(lines: list[Line]) -> None:
    order = sorted(lines, key=lambda line: (line.doubt == SURE, line.number))
    table_box(
        paged(tuple(order)),
        [
            Column(t("accounts.column.line"), lambda line: line.number, "number", 60),
            Column(
                t("accounts.column.taken_for"),
                _result,
                width=130,
                tone=lambda line: "plain" if line.doubt == SURE else "late",
            ),
            Column(t("accounts.column.name"), lambda line: _name(line.account), width=220),
            Column(t("accounts.column.day"), lambda line: line.day, "day", 110),
            Column(t("accounts.column.title"), lambda line: line.title or None, width=260),
            Column(t("accounts.column.text"), lambda line: plain(line.text), width=300),
        ],
        key="accounts-lines",
        name=t("accounts.paste.result"),
    )


def _result(line: Line) -> str:
    return t(f"accounts.doubt.{line.doubt or 'sure'}")


def _name(account: Account | None) -> str:
    return f"{account.name} · {kind_name(account.kind)}" if account else "—"


def _seen(line: Line, account: Account) -> Seen:
    assert line.day is not None
    return Seen(account.id, line.day, " ".join(filter(None, (line.title, line.address)))[:200])
