"""Taking an export of the national system: read, looked at, kept with its day."""

import hashlib

import streamlit as st

from core.access import current_actor
from core.common import clock
from core.common.errors import DomainError
from core.common.past import FIRST
from core.common.text import t
from core.common.vocabulary import Way
from core.registry.fields import fields
from core.registry.importing.limits import limits
from core.registry.importing.table import FileRefused
from core.registry.national import keeping
from core.registry.national.comparing import Comparison, compare, compared, read_export
from core.registry.validate import Fault
from pages.components.flash import carried_out
from pages.components.format import number, plain
from pages.components.import_words import draw_words, explain_headings
from pages.components.upload import upload_box

_KEPT = "national-compared"
SHOWN = 5


def draw_upload(*, opened: bool) -> None:
    """A box to put an export into; `opened` where nothing was compared yet."""
    with st.expander(t("national.upload.title"), expanded=opened, icon=":material/compare_arrows:"):
        st.caption(t("national.note"))
        most = limits()
        given = upload_box(
            t("national.upload.label"),
            note=t("importing.upload.help", limit=most.file_bytes // 1_000_000, rows=f"{most.rows:,}"),
            key=f"national-file-{st.session_state.get('nationals', 0)}",
        )
        if given is None:
            return
        found = _compared(given.getvalue(), given.name)
        if found is not None:
            _preview(found)
            _keep(found)


def forget() -> None:
    """Let go of the file, so that it is read anew."""
    st.session_state.pop(_KEPT, None)


def _compared(data: bytes, name: str) -> Comparison | None:
    """The comparison, worked out once a session; None after saying why the file is refused."""
    key = (hashlib.sha256(data).hexdigest(), name)
    before = st.session_state.get(_KEPT)
    if before and before[0] == key:
        found: Comparison = before[1]
        return found
    try:
        with st.spinner(t("national.reading")):
            found = compare(read_export(data, name))
    except DomainError as why:
        st.error(plain(str(why)), icon=":material/block:")
        if isinstance(why, FileRefused) and why.unknown:
            explain_headings(why.unknown, forget)
        return None
    st.session_state[_KEPT] = (key, found)
    return found


def _preview(found: Comparison) -> None:
    draw_words(found.file, found.questions, forget)
    taken = {key for part in found.file.parts for key in part.headings.columns.values()}
    labels = [fields()[key].label for key in compared() if key in taken]
    media = [t(f"kind.medium.{one}") for one in found.covers]
    comma = t("rule.comma")
    said = [
        t("national.upload.counts", rows=found.rows, matched=found.matched, same=found.same),
        t("national.upload.covers", media=comma.join(media) or t("common.none")),
        t("national.upload.fields", fields=comma.join(labels)),
        *map(str, found.file.remarks),
    ]
    st.markdown(plain(" ".join(said)))
    counted = found.counts
    st.markdown(
        plain(" · ".join(f"{t(f'national.way.{way.value}')} {number(counted.get(way, 0))}" for way in Way))
    )
    unread = [one for one in found.differences if one.way is Way.UNREAD]
    if unread:
        st.warning(t("national.upload.unread", count=len(unread)), icon=":material/help:")
        for one in unread[:SHOWN]:
            fault = Fault(one.said["field"], one.said["name"], one.said["values"])
            st.caption(plain(f"{one.place} {one.name}: {fault}"))


def _keep(found: Comparison) -> None:
    left, right = st.columns([1, 3], vertical_alignment="bottom")
    day = left.date_input(
        t("national.upload.exported_on"),
        clock.today(),
        min_value=FIRST,
        max_value=clock.today(),
        format="YYYY-MM-DD",
        help=t("national.upload.exported_on_help"),
        key="national-day",
    )
    if right.button(t("national.upload.keep"), type="primary", key="national-keep"):

        def act() -> None:
            keeping.keep(found, exported_on=day, actor=current_actor())
            forget()
            st.session_state["nationals"] = st.session_state.get("nationals", 0) + 1
            st.query_params.pop("export", None)

        carried_out(act, t("national.upload.kept", day=day))
