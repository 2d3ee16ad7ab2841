"""The form of any chapter: one widget for each of its fields."""

from typing import Any

import streamlit as st

from core.access import current_actor
from core.common import clock
from core.common.past import FIRST
from core.common.text import t
from core.records import keeping
from core.records.chapter import Chapter, Field, Kind
from core.records.lists import RecordLine
from core.records.references import choices
from core.records.values import BEST_SCORE, LONGEST, MOST, label
from pages.components.channel_picker import narrowed
from pages.components.flash import carried_out

TABLE = "records"


def form(one: Chapter, old: RecordLine | None) -> None:
    """Ask for the fields of one row, and keep it in the place of `old`, if given."""
    given = {field.name: _asked(one, field, old.values[field.name] if old else None) for field in one.fields}
    if not st.button(t("records.save"), type="primary", key="record-save"):
        return
    actor = current_actor()
    if old is None:
        carried_out(lambda: keeping.enter(one.key, given, actor=actor), t("records.entered"), table=TABLE)
    else:
        carried_out(
            lambda: keeping.change(one.key, old.key, old.values, given, actor=actor),
            lambda differs: t("records.changed" if differs else "field.unchanged"),
            table=TABLE,
        )


def _asked(one: Chapter, field: Field, old: Any) -> object:
    words, key = label(one, field.name), f"record-{one.key}-{field.name}"
    if not field.required:
        words = t("records.optional", label=words)
    if field.kind is Kind.TEXT:
        return st.text_input(words, old or "", max_chars=LONGEST, key=key)
    if field.kind in (Kind.DAY, Kind.DAY_TO_COME, Kind.MONTH):
        return _day(words, field, old, key)
    if field.kind is Kind.WHOLE:
        return st.number_input(words, 0, MOST, value=old, step=1, key=key)
    if field.kind is Kind.SCORE:
        return st.number_input(words, 0.0, float(BEST_SCORE), value=old, key=key)
    if field.kind is Kind.CHOICE:
        known = [member.value for member in field.choices or ()]
        return st.selectbox(
            words,
            known,
            index=known.index(old) if old in known else None,
            format_func=lambda value: t(f"records.choice.{one.key}.{value}"),
            placeholder=t("records.choose"),
            key=key,
        )
    return _reference(words, field.kind, old, key)


def _day(words: str, field: Field, old: Any, key: str) -> object:
    today = clock.today()
    first = old or (today if field.required else None)
    help_ = t("records.month_help") if field.kind is Kind.MONTH else None
    latest = None if field.kind is Kind.DAY_TO_COME else today
    return st.date_input(
        words, first, min_value=FIRST, max_value=latest, format="YYYY-MM-DD", key=key, help=help_
    )


def _reference(words: str, kind: Kind, old: Any, key: str) -> object:
    known = choices(kind)
    if not known:
        st.info(t(f"records.first.{kind}"))
        return None
    some = narrowed(known, key=key, keep=[old] if old else [])
    return st.selectbox(
        words,
        list(some),
        index=list(some).index(old) if old in some else None,
        format_func=lambda one: some[one],
        placeholder=t("records.choose"),
        key=key,
    )
