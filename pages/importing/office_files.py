"""Files of everything besides the register: template, file, what each row would do, the button."""

import hashlib
from functools import partial
from typing import Any

import streamlit as st

from core.access import current_actor
from core.common import clock
from core.common.errors import DomainError
from core.common.export import file_name, rows_xlsx
from core.common.past import FIRST
from core.common.text import t
from core.imports.apply import dry_run
from core.imports.jobs import ask_to_import
from core.imports.kinds import Kind
from core.imports.plan import Plan, Row
from core.imports.reading import NOTHING_SAID, HeadingsMissing, OfficeFile, Said, read_office_file
from core.imports.template import template
from core.imports.wording import sentences
from core.registry.importing.learned import learned
from core.registry.importing.limits import limits
from pages.components.deferred import deferred
from pages.components.export_menu import XLSX
from pages.components.format import number, plain
from pages.components.jobs import spent, token
from pages.components.table import Column, paged, table_box
from pages.components.upload import upload_box
from pages.importing.office_words import ask_for_units, explain_columns
from pages.importing.plan import counts, first_columns, shown_action, taken_before

_KEPT = "import-office-file"


def draw_kind(kind: Kind) -> None:
    """Everything about one kind of file."""
    purpose = "record" if kind.chapter else kind.key
    st.caption(f"{t(f'imports.purpose.{purpose}')} {t('imports.template_note')}")
    st.download_button(
        t("importing.template.button"),
        deferred(lambda: rows_xlsx(*template(kind))),
        file_name=file_name(kind.name, "xlsx"),
        mime=XLSX,
        icon=":material/download:",
        key="kind-template",
        on_click="ignore",
    )
    said = _said() if kind.asks else NOTHING_SAID
    most = limits()
    given = upload_box(
        t("imports.upload"),
        note=t("importing.upload.help", limit=most.file_bytes // 1_000_000, rows=f"{most.rows:,}"),
        key=f"kind-file-{kind.key}-{st.session_state.get('imports', 0)}",
    )
    if given is None:
        return
    looked = _looked_at(kind, given.getvalue(), given.name, said)
    if looked is not None:
        _draw_plan(*looked)
        _carry_out(*looked, given.getvalue())


def forget() -> None:
    """Let go of the file and its plan."""
    st.session_state.pop(_KEPT, None)


def _said() -> Said:
    """Ask what a person says of the whole file."""
    day = st.date_input(
        t("imports.said.day"),
        clock.today(),
        min_value=FIRST,
        max_value=clock.today(),
        format="YYYY-MM-DD",
        help=t("imports.said.day_help"),
        key="kind-day",
    )
    again = st.checkbox(t("imports.said.again"), help=t("imports.said.again_help"), key="kind-again")
    return Said(day, again)


def _looked_at(kind: Kind, data: bytes, name: str, said: Said) -> tuple[OfficeFile, Plan] | None:
    """The file and its plan, worked out once a session; None after saying why it is refused."""
    key = (kind.key, hashlib.sha256(data).hexdigest(), name, said)
    kept = st.session_state.get(_KEPT)
    if kept and kept[0] == key:
        looked: tuple[OfficeFile, Plan] = kept[1]
        return looked
    bar = st.progress(0.0, text=t("importing.upload.reading"))
    try:
        file = read_office_file(kind, data, name, learned(), said)
        plan = dry_run(file, actor=current_actor(), progress=partial(_advance, bar))
    except DomainError as why:
        bar.empty()
        st.error(plain(str(why)), icon=":material/block:")
        if isinstance(why, HeadingsMissing) and why.unknown:
            explain_columns(kind, dict.fromkeys(why.unknown, ""), forget)
        return None
    bar.empty()
    st.session_state[_KEPT] = (key, (file, plan))
    return file, plan


def _advance(bar: Any, share: float) -> None:
    bar.progress(min(2 * share, 1.0), text=t("importing.upload.reading"))


def _draw_plan(file: OfficeFile, plan: Plan) -> None:
    """Counts, remarks, what a person has to say, and every row with its result."""
    _remarks(file, plan)
    if plan.strangers:
        ask_for_units(plan.strangers, forget)
    with st.expander(t("importing.words.columns"), icon=":material/view_column:"):
        explain_columns(file.kind, _taken(file), forget)
    counts(plan, "kind-counts")
    _rows(plan)


def _taken(file: OfficeFile) -> dict[str, str]:
    """Heading → the field it is taken for, "" for none."""
    heads = [part.headings for part in file.parts]
    return {name: head.columns.get(place, "") for head in heads for place, name in head.names.items()}


def _remarks(file: OfficeFile, plan: Plan) -> None:
    taken_before(file.digest, file.kind.key)
    rows = dict.fromkeys(part.headings.number for part in file.parts)
    remarks = [t("importing.table.heading_row", row=row) for row in rows]
    remarks += plan.remarks
    if plan.unknown:
        remarks.append(t("importing.table.unknown", headings=", ".join(plan.unknown)))
    st.caption(plain(" ".join(remarks)))


def _rows(plan: Plan) -> None:
    shown = shown_action(plan, "kind")
    rows = tuple(row for row in plan.rows if shown in (None, row.action))
    table_box(
        paged(rows),
        [
            *first_columns(rows),
            Column(t("imports.row"), lambda row: row.shown, width=420),
            Column(t("importing.table.what"), _what, width=460),
        ],
        key="kind-rows",
        name=t("importing.table.name"),
        filters=(plan.fingerprint(), shown),
    )


def _what(row: Row) -> str:
    return " ".join(sentences(row))


def _carry_out(file: OfficeFile, plan: Plan, data: bytes) -> None:
    """The button that imports, or why there is nothing to import."""
    if not plan.does_something():
        st.info(t("imports.refused.nothing"), icon=":material/check:")
        return
    wrong = plan.count("wrong")
    skip = bool(wrong) and st.checkbox(t("importing.option.skip_wrong"), key="kind-skip")
    if wrong and not skip:
        st.warning(t("importing.apply.stopped", count=wrong), icon=":material/warning:")
    count = plan.count("add") + plan.count("change")
    pressed = st.button(
        t("imports.button", count=number(count)),
        type="primary",
        key="kind-apply",
        disabled=bool(wrong) and not skip,
    )
    if pressed:
        ask_to_import(file, data, plan, skip_wrong=skip, actor=current_actor(), once=token("kind"))
        spent("kind")
        forget()
        st.session_state["imports"] = st.session_state.get("imports", 0) + 1
        st.rerun()
