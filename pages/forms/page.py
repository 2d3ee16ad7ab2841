"""The yearly forms: one of a website or that of supervision, filled in and as files, and who published."""

from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.common import clock
from core.common.export import file_name
from core.common.text import t
from core.reporting.forms.files import FILES
from core.reporting.forms.filling import LONGEST, OFFICE, Filled, Line, enter, filled, websites
from core.reporting.forms.specification import FORMS, Form, forms
from core.reporting.statistics.registry import any_channel
from pages.components import filters
from pages.components.deferred import deferred
from pages.components.dialog import open_dialog
from pages.components.export_menu import XLSX
from pages.components.flash import carried_out, say
from pages.components.format import actor as actor_name
from pages.components.format import instant, plain
from pages.components.header import empty_state, header
from pages.components.report_files import DOCX
from pages.components.table import Column, clear_choice, paged, table_box
from pages.forms.watch import watch
from pages.shell.guard import require

YEARS, TABLE, WATCH = 10, "form-lines", "watch"
MEDIA = {"xlsx": XLSX, "docx": DOCX, "html": "text/html"}


def show() -> None:
    """Draw the form that is chosen, of last year at first."""
    shown = (*FORMS, WATCH)
    asked = filters.switch(
        "form", t("forms.forms"), shown, lambda key: t(f"forms.form_{key}"), default=FORMS[0]
    )
    this = clock.today().year
    years = [str(this - back) for back in range(YEARS)]
    site = OFFICE
    with st.container(horizontal=True, gap="small"):
        with st.container(width=160):
            year = int(filters.choice("year", t("forms.year"), years, str, default=years[1]))
        form: Form | None = next((one for one in FORMS if one == asked), None)
        if form == "website":
            known = {str(key): name for key, name in websites().items()}
            if not known:
                st.info(t("forms.no_website"))
                return
            with st.container(width=360):
                site = int(
                    filters.choice(
                        "site",
                        t("forms.website"),
                        list(known),
                        lambda key: known[key],
                        default=next(iter(known)),
                    )
                )
    if form is None:
        watch(year)
    else:
        _drawn(filled(form, year, site))


def _drawn(form: Filled) -> None:
    with st.container(horizontal=True, gap="small", key="form-bar"):
        for ending, make in FILES.items():
            st.download_button(
                t(f"forms.download_{ending}"),
                data=deferred(partial(make, form)),
                file_name=file_name(f"{form.title} {form.name}".strip(), ending),
                mime=MEDIA[ending],
                key=f"form-{ending}",
                icon=":material/download:",
                on_click="ignore",
            )
    if form.missing:
        st.markdown(f":orange[●] {t('forms.missing', count=form.missing)}")
    else:
        st.success(t("forms.complete"), icon=":material/check_circle:")
    may = current_actor().role.allows(Role.INSPECTOR)
    chosen = table_box(
        paged(form.lines), _columns(), key=TABLE, name=form.title,
        filters=(form.form, form.year, form.channel_id), select="one" if may else "none",
        identity=lambda row: row.key,
    )  # fmt: skip
    st.caption(" ".join([t("forms.enter_note")] * may + [t("forms.recalled")] * forms().recalled))
    if chosen and chosen[0].by_hand:
        open_dialog(
            chosen[0].label, partial(_entry, form, chosen[0]), on_dismiss=partial(clear_choice, TABLE)
        )


def _columns() -> list[Column[Line]]:
    return [
        Column(t("forms.column.field"), lambda row: row.label, width=320),
        Column(t("forms.column.section"), lambda row: row.heading, width=160),
        Column(t("forms.column.value"), lambda row: row.words, width=240),
        Column(t("forms.column.unit"), lambda row: row.unit, width=70),
        Column(t("forms.column.source"), _source, width=240),
    ]


def _source(row: Line) -> str:
    if not row.by_hand:
        return t("forms.computed")
    if row.at is None:
        return t("forms.waiting")
    return t("forms.by_hand", who=actor_name(row.by), when=instant(row.at))


def _entry(form: Filled, line: Line) -> None:
    st.caption(t("forms.empty_note"))
    given = st.text_input(
        plain(line.label), line.value or "", max_chars=LONGEST, key=f"form-value-{line.key}"
    )
    if st.button(t("forms.save"), type="primary", key="form-save"):
        carried_out(
            lambda: enter(
                form.form,
                form.year,
                form.channel_id,
                line.key,
                given or "",
                seen=line.value,
                actor=current_actor(),
            ),
            t("forms.saved"),
            table=TABLE,
        )


require(Role.LEADER)
header("forms")
say()
if any_channel():
    show()
else:
    empty_state()
