"""What is wrong with the values of a channel, field by field, in sentences a person can act on.

Patterns are data (`fields.toml`). Site code: the government website identification code, ten digits of
which the first six are the division code, or `bm` and eight digits for a ministry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import date
from typing import Any

from core.common import clock
from core.common.errors import DomainError
from core.common.text import has, t
from core.registry.fields import ChannelField, applies, fields, fields_of, is_required, provinces
from core.registry.kinds import kind_name
from core.registry.search import GONE
from core.registry.values import Raw, Unreadable, read


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field; `str()` is the sentence in the language in use."""

    field: str
    name: str
    values: Mapping[str, object] = attribute(default_factory=dict, hash=False)

    def __str__(self) -> str:
        words = {key: str(value) for key, value in self.values.items()}
        return t(f"validation.{self.name}", field=_label(self.field), **words)


def read_all(raw: Mapping[str, Raw]) -> tuple[dict[str, Any], list[Fault]]:
    """Read every raw value by its field. Fields with a fault are left out of the values."""
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for key, cell in raw.items():
        try:
            values[key] = read(fields()[key], cell)
        except Unreadable as why:
            faults.append(Fault(key, why.name, why.values))
    return values, faults


def check(values: Mapping[str, Any], kind: str, *, only: set[str] | None = None) -> list[Fault]:
    """The faults of already read values for a channel of that kind; `only` limits them to some fields."""
    faults = [
        fault
        for key, value in values.items()
        if only is None or key in only
        for fault in _faults_of(fields()[key], value, kind)
    ]
    return faults + _dates(values)


def missing(values: Mapping[str, Any], kind: str) -> list[Fault]:
    """The required fields that are empty."""
    return [
        Fault(field.key, "required")
        for field in fields_of(kind)
        if is_required(field, kind) and values.get(field.key) in (None, "")
    ]


def _faults_of(field: ChannelField, value: Any, kind: str) -> list[Fault]:
    if value in (None, "", False):
        return []
    if kind and not applies(field.key, kind):
        return [Fault(field.key, "not_for_kind", {"kind": kind_name(kind)})]
    if field.refused and field.refused in str(value):
        return [Fault(field.key, field.refused_name)]
    if not field.matches(str(value)):
        return [Fault(field.key, field.pattern_name)]
    return _division(field, str(value))


def _division(field: ChannelField, value: str) -> list[Fault]:
    if field.division_at is not None:
        code = value[field.division_at : field.division_at + 6]
    elif field.division and value.isdigit():
        code = value[:6]
    else:
        return []
    return [] if code[:2] in provinces() else [Fault(field.key, "division", {"code": code})]


def _dates(values: Mapping[str, Any]) -> list[Fault]:
    entered, left = values.get("entered_on"), values.get("left_on")
    faults = [
        Fault(key, "future", {"day": day})
        for key, day in (("entered_on", entered), ("left_on", left))
        if isinstance(day, date) and day > clock.today()
    ]
    if isinstance(entered, date) and isinstance(left, date) and left < entered:
        faults.append(Fault("left_on", "left_before_entered", {"entered": entered, "left": left}))
    if isinstance(left, date) and values.get("registered") not in (None, *GONE):
        faults.append(Fault("left_on", "left_but_running"))
    return faults


def _label(key: str) -> str:
    return t(f"field.label.{key}") if has(f"field.label.{key}") else key


class Invalid(DomainError):
    """Values that cannot be stored; `faults` says what is wrong with each field."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("invalid")
        self.faults = tuple(faults)

    def __str__(self) -> str:
        return " ".join(str(fault) for fault in self.faults)
