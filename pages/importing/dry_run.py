"""The dry run of an import on the page, and the button that carries it out."""

import hashlib
from functools import partial

import streamlit as st

from core.access import current_actor
from core.common.errors import DomainError
from core.common.text import t
from core.registry.importing.apply import dry_run
from core.registry.importing.jobs import ask_to_import
from core.registry.importing.learned import learned
from core.registry.importing.plan import Options, Plan, PlannedRow
from core.registry.importing.reading import RegistryFile, read_file
from core.registry.importing.table import FileRefused
from core.registry.importing.wording import sentences
from pages.components.format import number, plain, word
from pages.components.import_words import explain_headings
from pages.components.jobs import spent, token
from pages.components.table import Column, paged, table_box
from pages.importing.plan import counts, first_columns, shown_action, taken_before

_READ, _PLANNED = "import-read", "import-planned"


def read_upload(data: bytes, name: str) -> RegistryFile | None:
    """The uploaded file, read once a session; None after saying why it is refused."""
    key = (hashlib.sha256(data).hexdigest(), name)
    kept: tuple[tuple[str, str], RegistryFile] | None = st.session_state.get(_READ)
    if kept and kept[0] == key:
        return kept[1]
    forget()
    try:
        with st.spinner(t("importing.upload.reading")):
            file = read_file(data, name, learned())
    except DomainError as why:
        st.error(plain(str(why)), icon=":material/block:")
        if isinstance(why, FileRefused) and why.unknown:
            explain_headings(why.unknown, forget)
        return None
    st.session_state[_READ] = (key, file)
    return file


def checked(file: RegistryFile, options: Options) -> Plan:
    """The plan of the file under these options, worked out once with a progress bar."""
    kept: tuple[tuple[str, Options], Plan] | None = st.session_state.get(_PLANNED)
    if kept and kept[0] == (file.digest, options):
        return kept[1]
    bar = st.progress(0.0, text=t("importing.upload.reading"))
    plan = dry_run(file, options, partial(_advance, bar, "importing.upload.reading"))
    bar.empty()
    st.session_state[_PLANNED] = ((file.digest, options), plan)
    return plan


def draw_plan(file: RegistryFile, plan: Plan) -> None:
    """Draw counts, remarks about the file, and every row with its result."""
    _remarks(file, plan)
    counts(plan, "import")
    if plan.units:
        with st.expander(f"{t('importing.count.units')} · {len(plan.units)}"):
            _units(plan)
    _rows(plan)


def carry_out(file: RegistryFile, data: bytes, plan: Plan, options: Options) -> None:
    """Draw the button that imports, or why there is nothing to import."""
    st.subheader(t("importing.step.apply"), anchor=False)
    stopped = bool(plan.count("wrong")) and not options.skip_wrong
    if stopped:
        st.warning(t("importing.apply.stopped", count=plan.count("wrong")), icon=":material/warning:")
    elif not plan.does_something():
        st.info(t("importing.apply.nothing"), icon=":material/check:")
    count = plan.count("add") + plan.count("change")
    if not plan.does_something():
        return
    label = t("importing.apply.button", count=number(count)) if count else t("importing.apply.names")
    if st.button(label, type="primary", key="import-apply", disabled=stopped):
        _apply(file, data, plan, options)


def forget() -> None:
    """Let go of the file and its plan."""
    st.session_state.pop(_READ, None)
    st.session_state.pop(_PLANNED, None)


def _apply(file: RegistryFile, data: bytes, plan: Plan, options: Options) -> None:
    ask_to_import(file, data, plan, options, actor=current_actor(), once=token("import"))
    spent("import")
    forget()
    st.session_state["imports"] = st.session_state.get("imports", 0) + 1  # an empty place for the next file
    st.rerun()


def _advance(bar: object, words: str, share: float) -> None:
    bar.progress(min(share, 1.0), text=t(words))  # type: ignore[attr-defined]


def _remarks(file: RegistryFile, plan: Plan) -> None:
    taken_before(file.digest)
    several = len(file.parts) > 1
    remarks = [
        t("importing.table.heading_row", row=part.headings.number)
        if not several
        else t(
            "importing.table.sheet", sheet=part.sheet, row=part.headings.number, count=number(len(part.rows))
        )
        for part in file.parts
    ]
    remarks += map(str, file.remarks)
    if plan.unknown:
        remarks.append(t("importing.table.unknown", headings=", ".join(plan.unknown)))
    if plan.absent:
        remarks.append(t("importing.count.absent", count=number(plan.absent)))
    st.caption(plain(" ".join(remarks)))


def _rows(plan: Plan) -> None:
    shown = shown_action(plan, "import")
    rows = tuple(row for row in plan.rows if shown in (None, row.action))
    table_box(
        paged(rows),
        [
            *first_columns(rows),
            Column(t("importing.table.code"), lambda row: row.code or None, width=90),
            Column(t("importing.table.channel"), lambda row: row.name, width=240),
            Column(t("importing.table.what"), _what, width=640),
        ],
        key="import-rows",
        name=t("importing.table.name"),
        filters=(plan.fingerprint(), shown),
    )


def _what(row: PlannedRow) -> str:
    return " ".join(sentences(row))


def _units(plan: Plan) -> None:
    table_box(
        paged(plan.units),
        [
            Column(t("importing.table.new_unit"), lambda unit: unit.name, width=300),
            Column(t("importing.table.unit_level"), lambda unit: word("state.level", unit.level)),
            Column(t("importing.table.unit_above"), lambda unit: unit.superior or None, width=300),
        ],
        key="import-units",
        name=t("importing.count.units"),
        heading=False,
    )
