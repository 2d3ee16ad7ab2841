"""The cells of one row as values of the kind's fields, or the sentences that say why not."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from core.common import clock
from core.common.errors import RegistryRefused
from core.common.past import FIRST
from core.imports.kinds import Field, Kind, cell_field, words_of
from core.imports.names import Names, platforms_of
from core.imports.plan import Row
from core.jobs import Sentence
from core.registry.days import FIRST_SERIAL, LAST_SERIAL, read_day
from core.registry.fields import ChannelField, fold
from core.registry.importing.cells import SHIFT_1904, is_nothing
from core.registry.importing.reading import Part
from core.registry.importing.table import Row as FileRow
from core.registry.importing.table import unguarded
from core.registry.values import Raw, Unreadable, one_line, read, spellings_in

MOST_WHOLE = 2_000_000_000  # what a whole number of the database holds
BEST_SCORE = 1_000
SHOWN = 120
DAYS = ("day", "day_ahead", "month")
TEXT = ChannelField(key="text", form="name")
_LATE = ("site", "account", "channel")  # read last: platform and unit tell them apart


Groups = dict[str, dict[str, Raw]]


def read_row(kind: Kind, found: FileRow, part: Part, names: Names, sheet: str, groups: Groups) -> Row | None:
    """One row with its values read; None when it says nothing. `groups` keeps what rows have in common."""
    raw = _raw(kind, found, part)
    if kind.group and raw.get(kind.group):
        _share(kind, raw, groups)
    if not any(cell not in (None, "") for cell in raw.values()):
        return None
    shown = " · ".join(_shown(cell) for cell in raw.values() if cell not in (None, ""))[:SHOWN]
    row = Row(found.number, sheet, shown)
    spoiled = part.table.faults(found.number, part.headings.columns)
    row.faults += [Sentence(f"validation.{fault.name}", fault.values) for fault in spoiled]
    if not spoiled:
        _read_all(kind, raw, names, row)
    return row


def _share(kind: Kind, raw: dict[str, Raw], groups: Groups) -> None:
    """Fill what the row leaves to an earlier one of its group, and keep what it fills itself."""
    common = groups.setdefault(str(raw[kind.group]), {})
    for key in kind.shared:
        if raw.get(key) in (None, ""):
            raw[key] = common.get(key)
        else:
            common.setdefault(key, raw[key])


def _read_all(kind: Kind, raw: Mapping[str, Raw], names: Names, row: Row) -> None:
    values = row.values
    for field in sorted(kind.fields.values(), key=lambda field: field.form in _LATE):
        cell = raw.get(field.key)
        if cell is None or cell == "":
            if field.required:
                row.faults.append(Sentence("validation.required", {"field": field.label}))
            continue
        try:
            values[field.key] = _read(kind, field, cell, names, row)
        except Unreadable as why:
            row.faults.append(Sentence(f"validation.{why.name}", {"field": field.label, **why.values}))
        except RegistryRefused as why:
            row.faults.append(Sentence(why.key, why.values))


def _raw(kind: Kind, found: FileRow, part: Part) -> dict[str, Raw]:
    raw: dict[str, Raw] = {}
    for place, key in part.headings.columns.items():
        cell = found.cells[place] if place < len(found.cells) else None
        value = unguarded(cell.strip()) if isinstance(cell, str) else cell
        form = kind.fields[key].form
        # Of a choice, a word such as "none" may be one of its values.
        chosen = form == "choice" and fold(str(value)) in words_of(kind.key, key)
        if form != "yesno" and not chosen and is_nothing("", value):
            value = ""
        if part.table.from_1904 and form in DAYS and isinstance(value, int | float) and value:
            value = value + SHIFT_1904
        raw[key] = value
    return raw


def _read(kind: Kind, field: Field, cell: Raw, names: Names, row: Row) -> Any:
    if field.form in DAYS:
        return _day(field, cell, row)
    if field.form in ("whole", "score"):
        return _number(field, cell)
    if field.key == "platform":
        return _platform(str(cell))
    if field.form in ("choice", "yesno"):
        return _choice(kind, field, cell)
    if field.form in ("unit", *_LATE, "column", "survey", "theme"):
        return _referred(field, read(TEXT, cell), names, row)
    return read(cell_field(field), cell)


def _referred(field: Field, word: str, names: Names, row: Row) -> Any:
    if field.form == "unit":
        ident, short = names.unit(field.label, word)
        if short:
            row.notes.append(Sentence("imports.note.short_unit", {"field": field.label, "value": word}))
        return ident
    if field.form in _LATE:
        values = row.values
        return names.channel(field.label, word, field.form, values.get("platform", ()), values.get("unit"))
    return names.other(field.label, word, field.form)


def _day(field: Field, cell: Raw, row: Row) -> date:
    value = read(cell_field(field), cell)
    if not isinstance(value, date):
        raise Unreadable("day", value=_shown(cell))
    if field.form == "month":
        value = value.replace(day=1)
    elif isinstance(cell, str | int | float):
        _exactness(field, cell, row)
    if value > clock.today() and field.form != "day_ahead":
        raise Unreadable("future", day=value.isoformat())
    if value < FIRST:
        raise Unreadable("day", value=_shown(cell))
    return value


def _exactness(field: Field, cell: str | float, row: Row) -> None:
    """Say that a month or a number was taken for a day."""
    if isinstance(cell, int | float) and FIRST_SERIAL <= cell <= LAST_SERIAL:
        row.notes.append(Sentence("validation.serial_day", {"number": int(cell)}))
        return
    found = read_day(f"{cell:g}" if isinstance(cell, int | float) else cell)
    if found and found[1] != "day":
        said = {"field": field.label, "value": str(cell), "day": found[0]}
        row.notes.append(Sentence(f"validation.day_of_{found[1]}", said))


def _number(field: Field, cell: Raw) -> int | float:
    most = MOST_WHOLE if field.form == "whole" else BEST_SCORE
    try:
        number = float(one_line(str(cell)).replace(",", "").replace("\uff0c", "").removesuffix("\u5206"))
    except ValueError:
        number = -1.0
    if not 0 <= number <= most or (field.form == "whole" and number != int(number)):
        name = "record_whole" if field.form == "whole" else "record_score"
        raise RegistryRefused(f"refusal.{name}", field=field.label, most=most)
    return int(number) if field.form == "whole" else number


def _platform(cell: str) -> tuple[str, ...]:
    found = platforms_of(cell)
    if not found:
        raise Unreadable("choice", value=cell[:80])
    return found


def _choice(kind: Kind, field: Field, cell: Raw) -> str | bool:
    words = words_of(kind.key, field.key)
    if isinstance(cell, str):
        for part in spellings_in(cell):
            if part in words:
                return words[part] == "yes" if field.form == "yesno" else words[part]
    if field.form == "yesno":
        return bool(read(cell_field(field), cell))
    raise Unreadable("choice", value=_shown(cell))


def _shown(cell: Raw) -> str:
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return one_line(str(cell))[:SHOWN]
