"""The form of a channel: every field of its kind, judged while a person types."""

from functools import partial
from typing import Any

import streamlit as st

from core.access import current_actor
from core.common.errors import DomainError
from core.common.text import t
from core.registry.channel_file import channel_file
from core.registry.editing import Verdict, create, edit, judge
from core.registry.fields import ChannelField, applies, fields, is_required, word_of
from core.registry.kinds import kind_name, kinds
from core.registry.search import GONE, disagrees
from core.registry.units import all_units
from core.registry.validate import Invalid
from pages.components.dialog import forget_versions, open_dialog
from pages.components.flash import say_next
from pages.components.format import plain, word
from pages.components.unit_choice import unit_choice

GROUPS = {
    "main": ("code", "name", "category", "level", "url", "domains", "account", "sponsor", "undertaker"),
    "filing": ("site_code", "icp", "police", "mlps_level", "ipv6", "registered", "entered_on", "left_on"),
    "app": ("app_filing", "app_approval", "audience", "keep_ground"),
    "people": ("contact", "phone"),
}


def open_channel_form(channel_id: int | None = None, *, unit_id: int | None = None) -> None:
    """Open the form of a channel, or of a new one of the unit `unit_id`."""
    forget_versions()
    title = t("field.form.edit" if channel_id else "field.form.create")
    open_dialog(title, partial(_form, channel_id, unit_id), wide=True)


def _form(channel_id: int | None, unit_id: int | None) -> None:
    file = channel_file(channel_id) if channel_id else None
    old: dict[str, Any] = file.channel.model_dump() if file else {}
    if file:
        # The version the form was opened with, so that a change by somebody else is noticed.
        st.session_state.setdefault(f"channel-version-{channel_id}", old["version"])
        _observed(old)
    kind = _kind(old.get("kind"))
    owner = _unit(old.get("unit_id") or unit_id)
    raw: dict[str, Any] = {"kind": kind}
    slots: dict[str, Any] = {}
    for group, keys in GROUPS.items():
        shown = [fields()[key] for key in keys if applies(key, kind) and _offered(key, bool(old))]
        if not shown:
            continue
        st.markdown(f"**{t(f'field.form.{group}')}**")
        cells = st.columns(2)
        for place, field in enumerate(shown):
            with cells[place % 2]:
                raw[field.key] = _input(field, kind, old.get(field.key))
                slots[field.key] = st.empty()
    verdict = judge(raw, channel_id=channel_id)
    _say(verdict, slots, begun=bool(old or raw.get("name")))
    reason = st.text_input(t("field.form.reason"), key="channel-reason", max_chars=500) if old else ""
    ready = not verdict.faults and owner is not None
    if st.button(t("field.form.save"), type="primary", key="channel-save", disabled=not ready):
        _save(channel_id, raw, owner, old, reason)


def _offered(key: str, exists: bool) -> bool:
    """A code is given once; the day of entering belongs to a new channel."""
    return key not in (("code", "entered_on") if exists else ())


def _observed(old: dict[str, Any]) -> None:
    seen = word("state.observed", old["observed"])
    registered = word("state.registered", old["registered"])
    st.caption(f"{fields()['registered'].label} **{registered}** · {t('field.form.observed')} **{seen}**")
    if disagrees(old["registered"], old["observed"]):
        st.warning(t("field.form.disagrees"), icon=":material/sync_problem:")


def _kind(old: str | None) -> str:
    offered = list(kinds())
    if old and old in offered:
        offered = [key for key in offered if kinds()[key].medium == kinds()[old].medium]
    return st.selectbox(
        fields()["kind"].label,
        offered,
        index=offered.index(old) if old in offered else 0,
        format_func=kind_name,
        key="channel-kind",
    )


def _unit(old: int | None) -> int | None:
    return unit_choice(t("field.form.unit"), dict(all_units()), old, key="channel-unit")


def _input(field: ChannelField, kind: str, old: Any) -> Any:
    label = f"{field.label} *" if is_required(field, kind) else field.label
    common: dict[str, Any] = {"key": f"channel-{field.key}", "help": t(f"field.help.{field.key}")}
    if field.form == "yesno":
        return st.checkbox(label, value=bool(old), **common)
    if field.form == "choice":
        options = _states(field, old) if field.key == "registered" else ["", *field.options]
        return st.selectbox(
            label,
            options,
            index=options.index(old) if old in options else 0,
            format_func=lambda value: word_of(field, value) or t("common.none"),
            **common,
        )
    if field.form == "integer":
        numbers = [None, *range(field.least, field.most + 1)]
        return st.selectbox(
            label,
            numbers,
            index=numbers.index(old) if old in numbers else 0,
            format_func=lambda value: t("common.none") if value is None else str(value),
            **common,
        )
    if field.form == "day":
        return st.date_input(label, value=None, format="YYYY-MM-DD", **common)
    return st.text_input(label, value=old or "", **common)


def _states(field: ChannelField, old: Any) -> list[str]:
    """A channel leaves by a case or by an exit recorded in its file, never by this form alone."""
    return [state for state in field.options if old is None or old in GONE or state not in GONE]


def _say(verdict: Verdict, slots: dict[str, Any], *, begun: bool) -> None:
    """Each fault under its field; an empty field of a form that nobody has begun is no reproach."""
    for key, slot in slots.items():
        said = [
            str(fault)
            for fault in verdict.faults
            if fault.field == key and (begun or fault.name != "required")
        ]
        if said:
            slot.markdown(f":red[{plain(' '.join(said))}]")
    elsewhere = [str(fault) for fault in verdict.faults if fault.field not in slots]
    for sentence in elsewhere:
        st.markdown(f":red[{plain(sentence)}]")
    for note in verdict.notes:
        st.warning(plain(str(note)), icon=":material/info:")


def _save(
    channel_id: int | None, raw: dict[str, Any], unit_id: int | None, old: dict[str, Any], reason: str
) -> None:
    try:
        said = _stored(channel_id, raw, unit_id, old, reason)
    except Invalid as why:
        for fault in why.faults:
            st.error(plain(str(fault)), icon=":material/block:")
        return
    except DomainError as why:
        st.error(plain(str(why)), icon=":material/block:")
        return
    forget_versions()
    say_next(said)
    st.rerun()


def _stored(
    channel_id: int | None, raw: dict[str, Any], unit_id: int | None, old: dict[str, Any], reason: str
) -> str:
    actor = current_actor()
    if channel_id is None:
        create(raw, unit_id=unit_id, actor=actor)
        return t("field.form.created", name=raw["name"])
    version = st.session_state.get(f"channel-version-{channel_id}", old["version"])
    names = edit(channel_id, raw, unit_id=unit_id, version=version, actor=actor, reason=reason)
    labels = [fields()[name].label for name in names]
    return t("field.form.saved", fields=", ".join(labels)) if labels else t("field.form.unchanged")
