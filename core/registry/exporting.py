"""The registry as a file that people read and that can be imported again without a difference."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased
from sqlmodel import col

from core.common.export import rows_csv, rows_xlsx
from core.common.sheet import Cell, Sheet
from core.common.text import t
from core.registry.fields import ChannelField, fields, word_of
from core.registry.history import Stay, stays
from core.registry.importing.table import guarded
from core.registry.search import GONE, Filter, search
from db.engine import reading
from db.models import Channel, Unit

AT_MOST = 100_000
TYPED = ("integer", "day")


def registry_sheet(wanted: Filter) -> Sheet:
    """Every field of the channels that match, by code. Headings are those that an import knows."""
    shown = list(fields().values())
    rows = [[_cell(field, values) for field in shown] for values in _channels(wanted)]
    return Sheet(name=t("importing.template.data"), headings=[field.label for field in shown], rows=rows)


def registry_xlsx(wanted: Filter) -> bytes:
    """The channels that match as a workbook; text is never taken for a formula."""
    return rows_xlsx(registry_sheet(wanted))


def registry_csv(wanted: Filter) -> bytes:
    """The channels that match as CSV in UTF-8 with its mark; what a spreadsheet would run is plain text."""
    return rows_csv(registry_sheet(wanted))


def _channels(wanted: Filter) -> list[dict[str, Any]]:
    ids = None if wanted == Filter() else {row.id for row in search(wanted, limit=AT_MOST).rows}
    above = aliased(Unit)
    channel = Channel.__table__  # type: ignore[attr-defined]
    query = (
        select(
            channel,
            col(Unit.code).label("unit_code"),
            col(Unit.name).label("unit"),
            col(Unit.level).label("unit_level"),
            col(above.name).label("supervisor"),
        )
        .join(Unit, col(Unit.id) == channel.c.unit_id)
        .outerjoin(above, col(above.id) == col(Unit.parent_id))
        .order_by(channel.c.code)
    )
    with reading() as session:
        known = stays(session)
        rows = [dict(row) for row in session.execute(query).mappings()]
    return [row | _days(row, known.get(row["id"], Stay())) for row in rows if ids is None or row["id"] in ids]


def _days(row: Mapping[str, Any], stay: Stay) -> dict[str, Any]:
    gone = row["registered"] in GONE
    return {"entered_on": stay.entered_on, "left_on": stay.left_on if gone else None}


def _cell(field: ChannelField, values: Mapping[str, Any]) -> Cell:
    value = values[field.key]
    if field.form in TYPED:
        return value  # type: ignore[no-any-return]
    return guarded(word_of(field, value))
