"""The work list of differences from the national system, by the export that is chosen."""

from datetime import date
from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.common.text import t
from core.common.vocabulary import Remedy, Way
from core.registry.fields import fields, word_of
from core.registry.kinds import kind_name, kinds
from core.registry.national import keeping
from core.registry.national.comparing import compared
from core.registry.national.keeping import Filter, Listed
from core.registry.search import units
from core.registry.validate import Fault
from pages.components import filters
from pages.components.figures import Figure, Tone, metric_row
from pages.components.format import actor, number, plain, word
from pages.components.table import Column, paged, sheet_of, table_box
from pages.components.unit_filter import unit_filter
from pages.reconciliation.national_actions import draw_actions
from pages.reconciliation.national_upload import draw_upload

KEY = "national"
WAITS = "waits"
TONES: dict[Remedy, Tone] = {Remedy.OPEN: "wrong", Remedy.THERE: "late"}


def draw_national() -> None:
    """Draw the upload for those who may, and the list."""
    known = keeping.exports()
    supervises = current_actor().role.allows(Role.SUPERVISOR)
    if supervises:
        draw_upload(opened=not known)
    if not known:
        st.info(t("national.none" if supervises else "national.none_to_read"), icon=":material/info:")
        return
    names = {str(one.id): t("national.kept_as", day=one.exported_on, file=one.file_name) for one in known}
    chosen = str(known[0].id)
    if len(known) > 1:
        chosen = filters.choice("export", t("national.which"), list(names), names.__getitem__, default=chosen)
    else:
        st.caption(plain(names[chosen]))
    if chosen != str(known[0].id):
        st.warning(t("national.not_latest", day=known[0].exported_on), icon=":material/history:")
    _figures(int(chosen))
    draw_list(int(chosen), known[0].exported_on, supervises)


def _figures(export: int) -> None:
    counted = keeping.counts(export)
    shown = [(f"way.{way.value}", t(f"national.way_note.{way.value}")) for way in Way]
    waits = counted["remedy.open"] + counted["remedy.there"]
    metric_row(
        [
            Figure("national-waits", t("national.remedy.waits"), number(waits), opens=False,
                   tone="wrong" if waits else "plain"),
            *(
                Figure(f"national-{key}", t(f"national.{key}"), number(counted[key]), note, opens=False)
                for key, note in shown
            ),
        ],
        key="national",
    )  # fmt: skip


def draw_list(export: int, day: date, supervises: bool) -> None:
    """The lines that are wanted, and what may be done with those that are chosen."""
    wanted = _asked()
    rows = keeping.lines(export, wanted)
    chosen = table_box(
        paged(rows),
        columns(),
        key=KEY,
        name=f"{t('national.table')} {day}",
        filters=(export, wanted),
        select="many" if supervises else "none",
        identity=lambda row: row.id,
        sheet=lambda: sheet_of(t("national.table"), every_column(), rows),
        empty=t("common.no_rows") if wanted != Filter() else t("national.all_same"),
    )
    if supervises:
        draw_actions(export, chosen, KEY)


def _asked() -> Filter:
    first, second = st.columns(3), st.columns(3)
    with first[0]:
        words = filters.search("q", t("common.search"))
    with first[1]:
        way = filters.choice("way", t("national.filter.way"), list(Way), partial(word, "national.way"))
    with first[2]:
        remedy = filters.choice(
            "remedy", t("national.filter.remedy"), [WAITS, *Remedy], partial(word, "national.remedy")
        )
    with second[0]:
        field = filters.choice(
            "field", t("national.filter.field"), compared(), lambda key: fields()[key].label
        )  # fmt: skip
    with second[1]:
        kind = filters.choice(
            "kind", t("national.filter.kind"), tuple(kinds()), kind_name, follows="channel_kind"
        )
    with second[2]:
        unit, own_only = unit_filter(units())
    return Filter(way, field, remedy, kind, unit, own_only, words)


def columns() -> list[Column[Listed]]:
    """The columns on screen: our value now stands behind the one that was compared, who and when in one."""
    ours: Column[Listed] = Column(t("national.column.ours"), _ours, width=220)
    said: Column[Listed] = Column(t("national.column.reason"), _said, width=170)
    return [*_first(), ours, *_theirs_and_remedy(), said, _place()]


def every_column() -> list[Column[Listed]]:
    """The columns of the list's files."""
    return [
        *_first(),
        Column(t("national.column.then"), lambda row: _value(row, row.ours)),
        Column(t("national.column.now"), lambda row: _value(row, row.now)),
        *_theirs_and_remedy(),
        Column(t("national.column.who"), _who),
        Column(t("national.column.done_on"), lambda row: row.done_on, "day"),
        Column(t("national.column.reason"), lambda row: row.reason or None),
        _place(),
    ]


def _first() -> list[Column[Listed]]:
    return [
        Column(t("national.column.name"), lambda row: row.name, width=210),
        Column(t("national.column.kind"), lambda row: kind_name(row.kind) if row.kind else None, width=90),
        Column(t("national.column.unit"), lambda row: row.unit or None, width=150),
        Column(t("national.column.way"), lambda row: word("national.way", row.way.value), width=100),
        Column(
            t("national.column.field"), lambda row: fields()[row.field].label if row.field else None, width=80
        ),
    ]


def _theirs_and_remedy() -> list[Column[Listed]]:
    return [
        Column(t("national.column.theirs"), _theirs, width=220),
        Column(t("national.column.remedy"), _remedy, width=110, tone=_tone),
    ]


def _place() -> Column[Listed]:
    return Column(t("national.column.place"), lambda row: row.place or None, width=80)


def _ours(row: Listed) -> str | None:
    then, now = _value(row, row.ours), _value(row, row.now)
    return f"{then} → {now}" if row.way is Way.DIFFERS and then != now else then


def _who(row: Listed) -> str | None:
    return row.owner or actor(row.decided_by) or None


def _said(row: Listed) -> str | None:
    done = row.done_on.isoformat() if row.done_on else ""
    return " · ".join(filter(None, (_who(row), done, row.reason))) or None


def _value(row: Listed, value: str) -> str | None:
    if row.way is not Way.DIFFERS:
        return value or None
    shown = word_of(fields()[row.field], value)
    return shown or t("national.missing")


def _theirs(row: Listed) -> str | None:
    if row.way is Way.UNREAD:
        said = row.said
        return str(Fault(said["field"], said["name"], said["values"]))
    if row.way is Way.ONLY_THERE:
        state = fields()["registered"]
        known = (row.theirs, row.said.get("url") or row.said.get("account"),
                 word_of(state, row.said.get("registered")))  # fmt: skip
        return " · ".join(str(one) for one in known if one) or None
    return _value(row, row.theirs)


def _remedy(row: Listed) -> str | None:
    if row.way is Way.UNREAD:
        return None
    said = word("national.remedy", row.remedy.value)
    return said + t("national.again") if row.again and row.waits else said


def _tone(row: Listed) -> Tone:
    return "plain" if row.way is Way.UNREAD else TONES.get(row.remedy, "plain")
