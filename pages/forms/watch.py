"""Which sites have published their yearly form: a line a site, the address entered in a dialog."""

from functools import partial

import streamlit as st

from core.access import Role, current_actor
from core.common.text import has, t
from core.records import publication
from core.records.publication import Published, Row
from core.records.publication_rules import publication_rules
from pages.components.dialog import open_dialog
from pages.components.figures import Figure, Tone, metric_row
from pages.components.flash import carried_out
from pages.components.format import day, instant, number, plain
from pages.components.table import Column, clear_choice, paged, table_box

TABLE = "form-watch"
READ = (Published.FOUND, Published.MISSING)


def watch(year: int) -> None:
    """Draw the figures and the list of a year."""
    rows = publication.rows(year)
    if not rows:
        st.info(t("forms.no_website"))
        return
    _figures(rows)
    st.caption(t("forms.watch.explain", deadline=day(publication_rules().due_on(year))))
    may = current_actor().role.allows(Role.STAFF)
    chosen = table_box(
        paged(rows), _columns(), key=TABLE, name=t("forms.watch.name", year=year), filters=(year,),
        select="one" if may else "none", identity=lambda row: row.channel_id,
    )  # fmt: skip
    if chosen:
        open_dialog(chosen[0].site, partial(_entry, year, chosen[0]), on_dismiss=partial(clear_choice, TABLE))


def _figures(rows: tuple[Row, ...]) -> None:
    found = sum(row.state is Published.FOUND for row in rows)
    missing = sum(row.state is Published.MISSING for row in rows)
    late = sum(row.late for row in rows)
    metric_row(
        [
            Figure("found", t("publication.state.found"), number(found)),
            Figure("missing", t("publication.state.missing"), number(missing)),
            Figure("unchecked", t("forms.watch.unchecked"), number(len(rows) - found - missing)),
            Figure("late", t("forms.watch.late"), number(late), tone="late" if late else "plain"),
        ],
        key="form-watch",
    )


def _columns() -> list[Column[Row]]:
    return [
        Column(t("forms.watch.column.site"), lambda row: row.site, width=260),
        Column(t("common.column.unit"), lambda row: row.unit, width=220),
        Column(t("forms.watch.column.state"), _state, width=150, tone=_tone),
        Column(t("forms.watch.column.address"), lambda row: row.address or None, width="large"),
        Column(t("forms.watch.column.checked_at"), lambda row: row.checked_at, "instant", width=140),
        Column(t("forms.watch.column.detail"), _detail, width=180),
    ]


def _state(row: Row) -> str:
    said = t(f"publication.state.{row.state}")
    return t("forms.watch.late_state", state=said) if row.late else said


def _tone(row: Row) -> Tone:
    """Late is amber; what nobody could look at yet grey."""
    if row.late:
        return "late"
    return "plain" if row.state in READ else "unknown"


def _detail(row: Row) -> str | None:
    key = f"failure.{row.detail}"
    return (t(key) if has(key) else row.detail) or None


def _entry(year: int, row: Row) -> None:
    st.caption(t("forms.watch.entry_note", year=year))
    if row.reported_by:
        st.caption(t("forms.watch.reported", who=plain(row.reported_by), when=instant(row.checked_at)))
    given = st.text_input(t("forms.watch.column.address"), row.address, key=f"publication-{row.channel_id}")
    if st.button(t("forms.watch.save"), type="primary", key="publication-save"):
        carried_out(
            lambda: publication.report(
                year, row.channel_id, given or "", seen=row.version, actor=current_actor()
            ),
            t("forms.watch.saved"),
            table=TABLE,
        )
