"""The cells of one row as values of the kind's fields, or the sentences that say why not."""

import re
from datetime import date
from functools import cache
from typing import Any
from unicodedata import normalize

from core.common import clock
from core.common.errors import RegistryRefused
from core.common.past import FIRST
from core.common.text import t
from core.common.vocabulary import IssueSource
from core.imports.around import Around
from core.imports.kinds import Field, Kind, cell_field, kind_of, words_of
from core.imports.names import Names, platforms_of
from core.imports.periods import period_in
from core.imports.plan import CLASS, Row
from core.imports.row_days import days_ago, of_a_month
from core.jobs import Sentence
from core.registry.amounts import amount, says_none, with_unit
from core.registry.days import FIRST_SERIAL, LAST_SERIAL, read_day
from core.registry.fields import ChannelField, fold, yesno_words
from core.registry.importing.cells import SHIFT_1904
from core.registry.importing.layout import is_nothing
from core.registry.importing.reading import Part
from core.registry.importing.table import Row as FileRow
from core.registry.importing.table import unguarded
from core.registry.loose_days import day_in_year, span_of
from core.registry.values import Raw, Unreadable, one_line, read, spellings_in

MOST_WHOLE = 2_000_000_000  # what a whole number of the database holds
BEST_SCORE = 1_000
SHOWN = 120
FEW = 12  # choices that are named where a word is none of them
DAYS = ("day", "day_ahead", "month")
TEXT = ChannelField(key="text", form="name")
LAST, FIRST_DAY, SETTLED = "ended_on", "began_on", "verified_on"
_SORT = "\u7c7b"  # in a heading: of what sort
LONGEST_CLASS = 48  # as the column of a class holds
# Sources that say how a problem was found, and so not of what sort it is.
FOUND_HOW: frozenset[str | None] = frozenset(IssueSource) - {
    IssueSource.CONTENT, IssueSource.VULNERABILITY, IssueSource.MLPS,
}  # fmt: skip
TEN_THOUSAND = 10_000
SUCCESSOR = "successor"
# What was done, and what was not, in words around it.
_YES = re.compile(r"(?:\u5df2|\u5b8c\u6210|\u5168\u90e8\u6574\u6539|\u2714|\u221a|\u2713)")
_NO = re.compile(
    r"(?:\u672a|\u5c1a\u672a|\u6ca1|\u6b63\u5728|\u5f85|\u6b63\u6309|\u6b63\u6574\u6539|\u00d7|\u2717|\u2718)"
)
_DAY_WITHIN = re.compile(r"(?:\d{4}[-/.\u5e74])?\d{1,2}[-/.\u6708]\d{1,2}[\u65e5\u53f7]?")
# What these say rests on the cell alone, and the same cells come again and again.
_OF_THE_CELL = frozenset({*DAYS, "choice", "yesno", "unit"})
MOST_KEPT = 20_000
_LATE = ("site", "account", "channel")  # read last: platform and unit tell them apart


Groups = dict[str, dict[str, Raw]]
NOTHING = Around()


def read_row(
    kind: Kind, found: FileRow, part: Part, names: Names, sheet: str, groups: Groups, near: Around = NOTHING
) -> Row | None:
    """One row with its values read; None when it says nothing. `groups` keeps what rows have in common."""
    raw = _raw(kind, found, part)
    if not any(cell not in (None, "") for cell in raw.values()):
        return None
    for field in kind.of_the_sheet:
        if field.titled and field.key not in raw:
            raw[field.key] = near.title
        if field.dated and field.key not in raw and near.days:
            raw[field.key] = min(near.days[1], clock.today())
            if field.key == LAST:
                raw.setdefault(FIRST_DAY, min(near.days[0], clock.today()))
    if kind.group and raw.get(kind.group):
        _share(kind, raw, groups)
    section = part.units.get(found.number, "") if "unit" in kind.fields else ""
    if section and (kind.fields["unit"].required or names.units.find(section).ids):
        raw["unit"] = section
    shown = " · ".join(_shown(cell) for cell in raw.values() if cell not in (None, ""))[:SHOWN]
    row = Row(found.number, sheet, shown)
    spoiled, notes = part.table.faults(found, part.headings.columns)
    row.notes += [Sentence(f"validation.{note.name}", note.values) for note in notes]
    row.faults += [Sentence(f"validation.{fault.name}", fault.values) for fault in spoiled]
    if section and raw.get("unit") == section:
        row.notes.append(Sentence("validation.unit_from_section", {"value": section}))
    if not spoiled:
        _words_elsewhere(kind, raw, row)
        _class_of(kind, raw, part, row)
        _words_into_text(kind, raw, row)
        _read_all(kind, raw, names, row, near)
        of_a_month(kind, raw, row, part)
        days_ago(kind, row, part, near)
    return row


def _class_of(kind: Kind, raw: dict[str, Raw], part: Part, row: Row) -> None:
    """What the list calls the problem, in a column that by its heading says of what sort each is."""
    for place, key in part.headings.columns.items() if kind.into_text else ():
        cell = raw.get(key)
        if not kind.fields[key].into or not isinstance(cell, str):
            continue
        word = one_line(cell)
        if _SORT in part.headings.names.get(place, "") and 0 < len(word) <= LONGEST_CLASS:
            known = words_of(kind.key, key)
            if not FOUND_HOW & {known.get(one) for one in spellings_in(word)}:
                row.values[CLASS] = word


def _words_into_text(kind: Kind, raw: dict[str, Raw], row: Row) -> None:
    """Put a word that is none of its field's choices before the text of the field that it goes into."""
    for field in kind.into_text:
        cell = raw.get(field.key)
        if not isinstance(cell, str) or not cell:
            continue
        words = words_of(kind.key, field.key)
        if any(part in words for part in spellings_in(cell)):
            continue
        text = str(raw.get(field.into) or "")
        raw[field.into] = text if cell in text else f"{cell}\uff1a{text}" if text else cell
        raw[field.key] = ""
        other = kind.fields[field.into].label
        row.notes.append(Sentence("imports.note.into", {"field": field.label, "value": cell, "other": other}))


def _words_elsewhere(kind: Kind, raw: dict[str, Raw], row: Row) -> None:
    """Put a word that is none of its field's choices, but one of another field's, where it belongs."""
    for field in kind.moving:
        cell = raw.get(field.key)
        if not isinstance(cell, str) or not cell:
            continue
        words = spellings_in(cell)
        if any(part in words_of(kind.key, field.key) for part in words):
            continue
        for other in field.otherwise:
            if any(part in words_of(kind.key, other) for part in words):
                raw[field.key] = ""
                if raw.get(other) in (None, ""):
                    raw[other] = cell
                said = {"field": field.label, "value": cell, "other": kind.fields[other].label}
                row.notes.append(Sentence("imports.note.otherwise", said))


def _share(kind: Kind, raw: dict[str, Raw], groups: Groups) -> None:
    """Fill what the row leaves to an earlier one of its group, and keep what it fills itself."""
    common = groups.setdefault(str(raw[kind.group]), {})
    for key in kind.shared:
        if raw.get(key) in (None, ""):
            raw[key] = common.get(key)
        else:
            common.setdefault(key, raw[key])


def _read_all(kind: Kind, raw: dict[str, Raw], names: Names, row: Row, near: Around) -> None:
    values = row.values
    for field in _in_order(kind.key):
        cell = raw.get(field.key)
        if cell is None or cell == "":
            if field.required and not any(raw.get(key) not in (None, "") for key in kind.does_for(field.key)):
                row.faults.append(Sentence("validation.required", {"field": field.label}))
            continue
        if field.form == "yesno":
            _day_within_word(kind, cell, raw)
        known = (field.key, type(cell), cell)
        if known in names.kept:
            values[field.key], notes = names.kept[known]
            row.notes += notes
            continue
        before = len(row.notes)
        try:
            values[field.key] = _read(kind, field, cell, names, row)
            if field.form in _OF_THE_CELL and len(names.kept) < MOST_KEPT:
                names.kept[known] = values[field.key], tuple(row.notes[before:])
        except Unreadable as why:
            if _understood(kind, field, raw, row, near):
                continue
            row.faults.append(_why(field, cell, near, why))
        except RegistryRefused as why:
            # A unit that is named beside the account only tells accounts of one name apart.
            beside = field.form == "unit" and field.instead and raw.get(field.instead) not in (None, "")
            (row.notes if beside else row.faults).append(Sentence(why.key, why.values))


def _why(field: Field, cell: Raw, near: Around, why: Unreadable) -> Sentence:
    """Why a cell cannot be read; of a day that only lacks its year, that it does."""
    period = period_in(cell, None) if field.form in DAYS and near.year is None else None
    if period and period[0].first is None and isinstance(cell, str):
        return Sentence("imports.fault.no_year", {"field": field.label, "value": cell})
    return Sentence(f"validation.{why.name}", {"field": field.label, **why.values})


@cache
def _in_order(key: str) -> tuple[Field, ...]:
    """A kind's fields as they are read: the day of the row first, what it refers to last."""
    kind = kind_of(key)
    return tuple(
        sorted(
            kind.fields.values(),
            key=lambda one: (one.form in _LATE, one.key != kind.day, one.form != "yesno"),
        )
    )


def _understood(kind: Kind, field: Field, raw: dict[str, Raw], row: Row, near: Around) -> bool:
    """Whether a cell that cannot be read as it stands says something all the same: a day without its year, a
    span of days, a day within a word for done, or in a field that may be empty a word for "none yet"."""
    text = raw.get(field.key)
    if not isinstance(text, str):
        return False
    if field.form == "yesno":
        return _yes_in_words(field, text, row)
    if field.form not in DAYS:
        return False
    own = row.values.get(kind.day)
    beside = own if isinstance(own, date) and field.key != kind.day else None
    day = _taken_day(kind, field, text, row, beside, near.year)
    if day is not None and (day <= clock.today() or field.form == "day_ahead"):
        row.values[field.key] = day.replace(day=1) if field.form == "month" else day
        said = {"field": field.label, "value": text, "day": day}
        row.notes.append(Sentence("imports.note.day_taken", said))
        return True
    if not field.required and not any(letter.isdigit() for letter in text):
        row.notes.append(Sentence("imports.note.no_day", {"field": field.label, "value": text}))
        return True
    return False


def _taken_day(
    kind: Kind, field: Field, text: str, row: Row, beside: date | None, year: int | None
) -> date | None:
    if span := span_of(text, beside.year if beside else year):
        if field.key == LAST and FIRST_DAY in kind.fields:
            row.values.setdefault(FIRST_DAY, span[0])
        return span[1] if field.key == LAST else span[0]
    return day_in_year(text, beside, year)


def _yes_in_words(field: Field, text: str, row: Row) -> bool:
    plain = one_line(text)
    said = yesno_words().get(spellings_in(text)[-1])
    found = _YES.match(plain) or _NO.match(plain)
    if field.required or (found is None and said is None):
        return False
    row.values[field.key] = bool(_YES.match(plain)) if found else said
    return True


def _day_within_word(kind: Kind, cell: Raw, raw: dict[str, Raw]) -> None:
    """The day that stands in a word for done is that on which it was."""
    if not isinstance(cell, str) or SETTLED not in kind.fields or raw.get(SETTLED) not in (None, ""):
        return
    plain = one_line(cell)
    day = _DAY_WITHIN.search(plain)
    if day and not _NO.match(plain) and (_YES.match(plain) or yesno_words().get(spellings_in(cell)[-1])):
        raw[SETTLED] = day[0]


def _raw(kind: Kind, found: FileRow, part: Part) -> dict[str, Raw]:
    raw: dict[str, Raw] = {}
    for place, key in part.headings.columns.items():
        cell = found.cells[place] if place < len(found.cells) else None
        value = unguarded(cell.strip()) if isinstance(cell, str) else cell
        form = kind.fields[key].form
        if form == "whole" and says_none(value):
            value = 0
        if form == "score" and value not in (None, ""):
            value = with_unit(value, key, part.headings.names.get(place, ""))
        # Of a choice, a word such as "none" may be one of its values.
        if (
            form != "yesno"
            and is_nothing("", value)
            and not (form == "choice" and fold(str(value)) in words_of(kind.key, key))
        ):
            value = ""
        if form == "whole" and value not in (None, ""):
            value = _thousands(value, part.headings.names.get(place, ""))
        if part.table.from_1904 and form in DAYS and isinstance(value, int | float) and value:
            value = value + SHIFT_1904
        raw[key] = value
    return raw


def _thousands(value: Raw, heading: str) -> Raw:
    """A number in ten thousands, by its own word or its heading's, as it is."""
    text = normalize("NFKC", one_line(str(value))).replace(",", "")
    tens = text.endswith("\u4e07") or "\u4e07" in heading
    try:
        return round(float(text.removesuffix("\u4e07")) * TEN_THOUSAND) if tens else value
    except ValueError:
        return value


def _read(kind: Kind, field: Field, cell: Raw, names: Names, row: Row) -> Any:
    if field.form in DAYS:
        return _day(field, cell, row)
    if field.form in ("whole", "score"):
        return _number(field, cell)
    if field.key == "platform" and not kind.chapter:
        return _platform(str(cell))
    if field.form in ("choice", "yesno"):
        return _choice(kind, field, cell)
    if field.form in ("unit", *_LATE, "column", "survey", "theme"):
        return _referred(kind, field, read(TEXT, cell), names, row)
    return read(cell_field(field), cell)


def _referred(kind: Kind, field: Field, word: str, names: Names, row: Row) -> Any:
    if field.form == "unit":
        ident, short = names.unit(field.label, word)
        if short:
            row.notes.append(Sentence("imports.note.short_unit", {"field": field.label, "value": word}))
        return ident
    if field.form in _LATE:
        # What a channel went into is of another platform or unit as well as not.
        values = {} if field.key == SUCCESSOR else row.values
        return names.channel(field.label, word, field.form, values.get("platform", ()), values.get("unit"))
    day = row.values.get(kind.day)
    return names.other(field.label, word, field.form, day if isinstance(day, date) else None)


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
    number = amount(cell, field.key)
    if number is None or not 0 <= number <= most or (field.form == "whole" and number != int(number)):
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
    if len(field.choices()) <= FEW:
        allowed = t("document.comma").join(map(field.word_of, field.choices()))
        raise RegistryRefused(
            "imports.fault.allowed", field=field.label, value=_shown(cell)[:80], allowed=allowed
        )
    raise Unreadable("choice", value=_shown(cell))


def _shown(cell: Raw) -> str:
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return one_line(str(cell))[:SHOWN]
