"""The office's own DOCX template of notices: what is in force, its fields, a new one."""

import streamlit as st

from core.access import Role, current_actor
from core.common.export import file_name
from core.common.text import t
from core.notices import template
from core.notices.template import Template
from pages.components.deferred import deferred
from pages.components.dialog import open_dialog
from pages.components.flash import carried_out
from pages.components.format import instant, plain
from pages.components.upload import say_in_words

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def template_button() -> None:
    """Open the dialog; for supervisors."""
    if not current_actor().role.allows(Role.SUPERVISOR):
        return
    if st.button(t("notices.template.open"), key="notice-template", icon=":material/article:"):
        open_dialog(t("notices.template.open"), dialog, wide=True)


def dialog() -> None:
    """What is in force, an example to begin with, the fields, the upload and the way back."""
    own = template.in_force()
    st.markdown(_in_force(own))
    st.caption(t("notices.template.explain"))
    with st.container(horizontal=True, gap="small"):
        _download(t("notices.template.example"), "example", template.example)
        if own.own:
            _download(t("notices.template.current"), "current", lambda: template.data_of(own))
    say_in_words(t("notices.template.accepts"))
    given = st.file_uploader(
        t("notices.template.choose"), type=["docx"], key="notice-template-file", label_visibility="collapsed"
    )
    actor = current_actor()
    if given and st.button(t("notices.template.use"), key="notice-template-use", type="primary"):
        carried_out(
            lambda: template.upload(given.name, given.getvalue(), seen=own.number, actor=actor),
            t("notices.template.used"),
        )
    if own.own and st.button(
        t("notices.template.restore"), key="notice-template-restore", icon=":material/restart_alt:"
    ):
        carried_out(lambda: template.restore(seen=own.number, actor=actor), t("notices.template.restored"))
    with st.expander(t("notices.template.fields")):
        st.dataframe(_fields(), hide_index=True)


def _in_force(own: Template) -> str:
    if not own.own:
        return t("notices.template.product")
    return t(
        "notices.template.own",
        name=plain(own.name), number=own.number, who=plain(own.made_by), when=instant(own.made_at),
    )  # fmt: skip


def _download(label: str, key: str, make: template.Make) -> None:
    st.download_button(
        label,
        data=deferred(make),
        file_name=file_name(label, "docx"),
        mime=DOCX,
        key=f"notice-template-{key}",
        icon=":material/download:",
        on_click="ignore",
    )


def _fields() -> list[dict[str, str]]:
    """How each field is written, and what it stands for."""
    rows = [
        ("{{ " + t(f"notice.template.field.{key}") + " }}", t(f"notices.template.field.{key}"))
        for key in template.FIELDS
    ]
    item = t("notice.template.item.name")
    for key in (template.BODY, template.ANNEXES):
        name = t(f"notice.template.field.{key}")
        rows.append((f"{{%p for {item} in {name} %}}", t(f"notices.template.field.{key}")))
    rows += [
        ("{{ " + f"{item}.{t(f'notice.template.item.{key}')}" + " }}", t(f"notices.template.item.{key}"))
        for key in template.ITEM
    ]
    for key in template.sections():
        heading = t(f"notice.heading.{key}")
        name = template.section_name(key)
        rows.append((f"{{%p for {item} in {name} %}}", t("notices.template.section", heading=heading)))
    return [
        {t("notices.template.column.field"): field, t("notices.template.column.meaning"): meaning}
        for field, meaning in rows
    ]
