"""Filters whose values stand in the address, so that a filtered view can be sent to somebody.

Streamlit's own binding writes the label into the address, which changes with the language; these write
the key. The address is the truth: each run sets the widget from it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from core.common.text import t
from core.common.vocabulary import without_digit
from core.registry.kinds import MEDIA, Medium
from pages.components.followed import let_go, take_over
from pages.components.format import plain
from pages.components.paper import on_paper, printed

ALL = ""


def choice(
    name: str,
    label: str,
    options: Sequence[str],
    shown: Callable[[str], str],
    *,
    default: str = ALL,
    follows: str = "",
) -> str:
    """One of `options` or, with the empty default, all of them (`""`). What is chosen goes with the reader to
    other pages that ask for the same under the name `follows`."""
    offered = [ALL, *options] if default == ALL else list(options)
    if follows:
        take_over(name, follows, options)
    asked = _known(st.query_params.get(name, default), offered)
    if on_paper():
        return _printed(label, asked or default, shown, asked not in (None, default))
    st.session_state[_key(name)] = default if asked is None else asked
    return st.selectbox(
        label,
        offered,
        key=_key(name),
        format_func=lambda option: shown(option) if option else t("common.all"),
        on_change=_write,
        args=(name, default, follows),
    )


def medium_choice(label: str) -> Medium | None:
    """Websites or accounts; None for both."""
    asked = choice("medium", label, MEDIA, lambda medium: t(f"kind.medium.{medium}"))
    return next((medium for medium in MEDIA if medium == asked), None)


def switch(
    name: str,
    label: str,
    options: Sequence[str],
    shown: Callable[[str], str],
    *,
    default: str,
    follows: str = "",
) -> str:
    """One of a few `options` as a row of buttons; one is always chosen. `follows` as for `choice`."""
    if follows:
        take_over(name, follows, options)
    asked = _known(st.query_params.get(name, default), options)
    if on_paper():
        return _printed(label, asked or default, shown, True)
    st.session_state[_key(name)] = default if asked is None else asked
    return (
        st.segmented_control(
            label,
            options,
            key=_key(name),
            format_func=shown,
            required=True,
            label_visibility="collapsed",
            on_change=_write,
            args=(name, default, follows),
        )
        or default
    )


def pills(name: str, label: str, options: Sequence[str], shown: Callable[[str], str]) -> str:
    """One of `options` as a row of buttons, or none (`""`)."""
    asked = _known(st.query_params.get(name, ALL), options)
    if on_paper():
        return asked or ALL
    st.session_state[_key(name)] = asked
    chosen = st.pills(
        label,
        options,
        key=_key(name),
        format_func=shown,
        label_visibility="collapsed",
        on_change=_write,
        args=(name, ALL),
    )
    return chosen or ALL


def tick(name: str, label: str) -> bool:
    """A box to tick; ticked it stands in the address as `<name>=1`."""
    if on_paper():
        chosen = st.query_params.get(name) == "1"
        if chosen:
            st.markdown(label)
        return chosen
    st.session_state[_key(name)] = st.query_params.get(name) == "1"
    return st.checkbox(label, key=_key(name), on_change=_write, args=(name, ALL))


def choices(name: str, label: str, options: Sequence[str], shown: Callable[[str], str]) -> tuple[str, ...]:
    """Any number of `options`; none chosen means all. In the address they are separated by commas."""
    asked = (_known(one, options) for one in st.query_params.get(name, "").split(","))
    known = [option for option in asked if option is not None]
    if on_paper():
        if known:
            printed(label, t("rule.comma").join(map(shown, known)))
        return tuple(known)
    st.session_state[_key(name)] = known
    chosen = st.multiselect(
        label,
        options,
        key=_key(name),
        format_func=shown,
        placeholder=t("common.all"),
        on_change=_write,
        args=(name, ALL),
    )
    return tuple(chosen)


def search(name: str, label: str, *, placeholder: str = "") -> str:
    """Words to look for, without spaces at their ends."""
    if on_paper():
        asked = st.query_params.get(name, "").strip()
        if asked:
            printed(label, plain(asked))
        return asked
    st.session_state[_key(name)] = st.query_params.get(name, "")
    words = st.text_input(
        label,
        key=_key(name),
        placeholder=placeholder,
        icon=":material/search:",
        max_chars=100,
        on_change=_write,
        args=(name, ALL),
    )
    return (words or "").strip()


def day(name: str, label: str, *, default: date, earliest: date, latest: date, follows: str = "") -> date:
    """A calendar day between `earliest` and `latest`, in Shanghai. `follows` as for `choice`."""
    return _day(name, label, default, earliest, latest, follows) or default


def any_day(name: str, label: str, *, earliest: date, latest: date) -> date | None:
    """The same without a default: None while none is chosen."""
    return _day(name, label, None, earliest, latest)


@dataclass(frozen=True, slots=True)
class _Days:
    """The words of an address that name a day between two."""

    earliest: date
    latest: date

    def __contains__(self, text: object) -> bool:
        named = _day_of(str(text))
        return named is not None and self.earliest <= named <= self.latest


def _day(
    name: str, label: str, default: date | None, earliest: date, latest: date, follows: str = ""
) -> date | None:
    if follows:
        take_over(name, follows, _Days(earliest, latest))
    asked = _day_of(st.query_params.get(name, "")) or default
    kept = min(max(asked, earliest), latest) if asked else None
    if on_paper():
        if kept:
            printed(label, kept.isoformat())
        return kept
    st.session_state[_key(name)] = kept
    chosen = st.date_input(
        label,
        min_value=earliest,
        max_value=latest,
        key=_key(name),
        format="YYYY-MM-DD",
        on_change=_write,
        args=(name, default.isoformat() if default else ALL, follows),
    )
    return chosen if isinstance(chosen, date) else None


def _printed(label: str, value: str, shown: Callable[[str], str], said: bool) -> str:
    """`value`, with a line of the document that says what was chosen."""
    if said:
        printed(label, shown(value))
    return value


def _key(name: str) -> str:
    return f"filter-{name}"


def _known(asked: str, options: Sequence[str]) -> str | None:
    """The option an address asks for, also in the spelling of older releases; None when there is none."""
    return next((word for word in (asked, without_digit(asked)) if word in options), None)


def _write(name: str, default: str, follows: str = "") -> None:
    value = st.session_state[_key(name)]
    if isinstance(value, bool):
        text = "1" if value else ""
    else:
        text = ",".join(value) if isinstance(value, list) else "" if value is None else str(value)
    if text == default:
        st.query_params.pop(name, None)
        if follows:
            let_go(follows)
    else:
        st.query_params[name] = text


def _day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
