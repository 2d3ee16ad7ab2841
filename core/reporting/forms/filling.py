"""A yearly form filled in: from the registry, from figures and counts, and by hand."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from core.access import Actor, Role, record, require
from core.accountability import lists as accountability
from core.common import clock
from core.common.errors import DomainError
from core.common.text import language, printable, t
from core.records import lists as record_lists
from core.records.completeness import kept
from core.registry.fields import fields, word_of
from core.registry.kinds import keys_of
from core.registry.values import one_line
from core.reporting.figures.labels import value_words
from core.reporting.forms.counting import COUNTS
from core.reporting.forms.specification import Form, FormField, forms
from core.reporting.reports.period import Period, read_period
from core.reporting.reports.values import values_of
from db.engine import reading, writing
from db.models import Channel, FormValue, Unit

LONGEST, MOST = 500, 2_000_000_000
# The supervision form is of the whole office.
OFFICE = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `words` is its value as printed, empty `value` as not recorded; `by` and `at` who entered it
    when, where a person did."""

    key: str
    heading: str
    label: str
    unit: str
    value: Any
    words: str
    by_hand: bool
    text: bool
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """A form of a year; `name` is the website's, empty for the office's own."""

    form: Form
    year: int
    channel_id: int
    title: str
    name: str
    address: str
    lines: tuple[Line, ...]

    @property
    def missing(self) -> int:
        """How many lines have no value."""
        return sum(one.value is None for one in self.lines)


def websites() -> dict[int, str]:
    """The websites that a form may be of: id → name."""
    query = select(col(Channel.id), col(Channel.name)).where(col(Channel.kind).in_(keys_of("website")))
    with reading() as session:
        return {row[0]: row[1] for row in session.execute(query.order_by(col(Channel.code))).all()}


def filled(form: Form, year: int, channel_id: int = OFFICE) -> Filled:
    """The form with what is known. Raises `DomainError` for a website or a year there is none of."""
    period = read_period("yearly", str(year))
    with reading() as session:
        channel = _channel(session, form, channel_id)
        unit = session.get(Unit, channel.unit_id) if channel else None
        entered = {
            row.key: row
            for row in session.execute(
                select(FormValue).where(
                    col(FormValue.form) == form,
                    col(FormValue.year) == year,
                    col(FormValue.channel_id) == channel_id,
                )
            ).scalars()
        }
    figures = _figures(period) if form == "supervision" else {}
    lines = []
    for section in forms().sections(form):
        for field in section.field:
            heading = section.heading[language()]
            if field.source:
                value, words = _found(field, period, channel, unit, figures)
                lines.append(
                    Line(field.key, heading, field.label, field.measure, value, words, False, field.text)
                )
            else:
                lines.append(_entered(field, heading, entered.get(field.key)))
    title = t("forms.title", year=year, title=forms().title[language()][form])
    name, address = (channel.name, channel.url) if channel else ("", "")
    return Filled(form, year, channel_id, title, name, address, tuple(lines))


def enter(
    form: Form, year: int, channel_id: int, key: str, given: str, *, seen: str | None = None, actor: Actor
) -> None:
    """Enter one line by hand in the place of `seen`; empty takes it out again. Inspectors.

    Raises `DomainError` for a line that is computed, a number that is none, a text that is too long, and when
    somebody else was first."""
    require(actor, Role.INSPECTOR)
    read_period("yearly", str(year))
    field = next((one for part in forms().sections(form) for one in part.field if one.key == key), None)
    if field is None or field.source:
        raise DomainError("form_computed")
    value = _read(field, given)
    try:
        with writing() as session:
            _channel(session, form, channel_id)
            row = session.get(FormValue, (form, year, channel_id, key), with_for_update=True)
            if (row.value if row else None) != seen:
                raise DomainError("form_changed", who=row.made_by if row else "-")
            if value != (seen or ""):
                new = FormValue(
                    form=form, year=year, channel_id=channel_id, key=key, value=value,
                    made_by=actor.name, made_at=clock.now(),
                )  # fmt: skip
                _keep(session, row, new)
                changes = {"form": (None, form), "year": (None, year), key: (seen, value)}
                record(session, actor=actor, action="enter", noun="form", noun_id=channel_id, changes=changes)
    except IntegrityError as twice:
        raise DomainError("form_changed", who="-") from twice


def _keep(session: Session, old: FormValue | None, new: FormValue) -> None:
    """Put `new` in the place of `old`; without a value nothing stays."""
    if old is None:
        session.add(new)
    elif new.value:
        old.value, old.made_by, old.made_at = new.value, new.made_by, new.made_at
    else:
        session.delete(old)


def _channel(session: Session, form: Form, channel_id: int) -> Channel | None:
    if form == "supervision":
        return None
    channel = session.get(Channel, channel_id)
    if channel is None or channel.kind not in keys_of("website"):
        raise DomainError("form_website")
    return channel


def _read(field: FormField, given: str) -> str:
    text = one_line(printable(given)).strip()
    if len(text) > LONGEST:
        raise DomainError("form_long", field=field.label, most=LONGEST)
    if field.text or not text:
        return text
    plain = text.replace(",", "")
    if not (plain.isascii() and plain.isdigit()) or int(plain[:12]) > MOST:
        raise DomainError("form_number", field=field.label)
    return str(int(plain[:12]))


def _entered(field: FormField, heading: str, row: FormValue | None) -> Line:
    if row is None:
        return Line(
            field.key, heading, field.label, field.measure, None, t("figure.unrecorded"), True, field.text
        )
    words = row.value if field.text else f"{int(row.value):,}"
    return Line(
        field.key,
        heading,
        field.label,
        field.measure,
        row.value,
        words,
        True,
        field.text,
        row.made_by,
        row.made_at,
    )


def _found(
    field: FormField, period: Period, channel: Channel | None, unit: Unit | None, figures: dict[str, Any]
) -> tuple[Any, str]:
    kind, _, rest = field.source.partition(".")
    path = rest
    if kind == "registry" and channel is not None:
        value = getattr(channel, rest) or (unit.name if unit and rest == "sponsor" else None)
        missing = value in (None, "")
        return (None if missing else value), t("figure.unrecorded") if missing else word_of(
            fields()[rest], value
        )
    if kind == "count" and channel is not None:
        with reading() as session:
            value = COUNTS[rest](session, channel.id, period.counted)
        return value, t("figure.unrecorded") if value is None else f"{value:,}"
    if kind == "accountability":
        with reading() as session:
            if not kept(session, "accountability", period.first, period.last):
                return None, t("figure.unrecorded")
        called = accountability.counts(period.first, period.last).get(rest, 0)
        return called, f"{called:,}"
    if kind == "record":
        chapter_, _, field_ = rest.partition(".")
        known = record_lists.sums(chapter_, period.first, period.last)[field_]
        return known, t("figure.unrecorded") if known is None else f"{known:,}"
    if kind == "quarter":
        path = rest.partition(".")[2]
    value = figures.get(rest)
    return value, value_words(path, value)


def _figures(period: Period) -> dict[str, Any]:
    """The year's figures by path, and those of each quarter as `N.path`; a quarter to come has none."""
    found = dict(values_of(period))
    for quarter in range(1, 5):
        first = date(period.first.year, 3 * quarter - 2, 1)
        if first <= clock.today():
            known = values_of(read_period("quarterly", f"{first.year}Q{quarter}"))
            found |= {f"{quarter}.{path}": value for path, value in known.items()}
    return found
