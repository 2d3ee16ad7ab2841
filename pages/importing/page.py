"""Imports of the registry and of everything else: template, dry run row by row, one transaction, undo."""

import streamlit as st

from core.access import Role
from core.common import clock
from core.common.past import FIRST
from core.common.text import t
from core.imports.kinds import kinds, name_of
from core.registry.importing.batches import REGISTRY
from core.registry.importing.limits import limits
from core.registry.importing.owners import grid_is_empty
from core.registry.importing.plan import Options
from core.registry.importing.template import template_xlsx
from pages.components.deferred import deferred
from pages.components.flash import say
from pages.components.header import header
from pages.components.import_words import draw_words
from pages.components.jobs import job_boxes
from pages.components.upload import upload_box
from pages.importing.dry_run import carry_out, checked, draw_plan, forget, read_upload
from pages.importing.history import history
from pages.importing.level_names import draw_level_names, say_level_words
from pages.importing.office_files import draw_kind
from pages.importing.own_kinds import draw_own_kinds
from pages.shell.guard import require

OPTIONS = ("create_units", "clear_blanks", "skip_wrong", "level_names")
MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def choose() -> str:
    """What the file holds: the register, or the key of another kind."""
    chosen: str = st.selectbox(
        t("imports.choose"),
        [REGISTRY, *kinds()],
        format_func=name_of,
        help=t("imports.choose_help"),
        key="import-kind",
    )
    return chosen


def prepare() -> None:
    """Offer the template."""
    st.subheader(t("importing.step.template"), anchor=False)
    st.caption(t("importing.template.note"))
    st.download_button(
        t("importing.template.button"),
        deferred(template_xlsx),
        file_name=f"{t('importing.template.file')}.xlsx",
        mime=MIME,
        icon=":material/download:",
        key="template",
        on_click="ignore",
    )


def upload() -> None:
    """Take a file, show what it would do, and import it when asked to."""
    st.subheader(t("importing.step.upload"), anchor=False)
    most = limits()
    uploaded = upload_box(
        t("importing.upload.label"),
        note=t("importing.upload.help", limit=most.file_bytes // 1_000_000, rows=f"{most.rows:,}"),
        key=f"registry-file-{st.session_state.get('imports', 0)}",
    )
    if uploaded is None:
        return
    given = {"create_units": grid_is_empty(), "level_names": True}
    ticked = {
        key: st.checkbox(t(f"importing.option.{key}"), given.get(key, False), key=key) for key in OPTIONS
    }
    since = st.date_input(
        t("importing.option.since"),
        clock.today(),
        min_value=FIRST,
        max_value=clock.today(),
        format="YYYY-MM-DD",
        help=t("importing.option.since_help"),
        key="import-since",
    )
    chosen = Options(**ticked, since=since)
    file = read_upload(uploaded.getvalue(), uploaded.name)
    if file is None:
        return
    plan = checked(file, chosen)
    draw_words(file, plan.questions, forget)
    say_level_words(plan)
    draw_plan(file, plan)
    carry_out(file, uploaded.getvalue(), plan, chosen)


require(Role.SUPERVISOR)
header("importing")
say()
job_boxes("registry")
job_boxes("imports")
kind = choose()
if kind == REGISTRY:
    prepare()
    upload()
    draw_own_kinds()
    draw_level_names()
else:
    draw_kind(kinds()[kind])
history()
