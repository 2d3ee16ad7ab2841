"""The yearly verdict on the supervising body (国办秘函〔2019〕19号, K-0), from the product's own records and
what persons said of the year.

A person's word goes before a record, as on channels. What neither tells is listed as not checked; while a
veto among it is open, no verdict is given, only what the rest costs."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlmodel import Session, col

from core.common import clock
from core.common.sheet import Slice
from core.registry.slices import sliced
from core.rules import store
from core.rules.indicator import JUDGED, Group
from core.rules.mapping import by_person, recorded
from core.rules.office_words import Said, last_words
from core.rules.parts import ScoringRule
from core.rules.results import Found, Judge, Reference, Result, Verdict
from core.rules.ruleset import RuleSet
from core.rules.verdict import judged
from db.engine import reading
from db.models import Channel, ErrorReport, Unit

SUBJECT = "supervising_body"
# The year under way, and as many before it as a verdict can be asked for.
YEARS_BACK = 5


@dataclass(frozen=True, slots=True)
class Office:
    """The verdict on the work of `year`, the part of the rule set that it was judged by, and the last that
    persons said of each indicator."""

    year: int
    verdict: Verdict
    rules: RuleSet
    words: Mapping[str, Said]


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One error report (找错留言) behind a deduction."""

    id: int
    text: str
    address: str
    unit: str | None
    channel: str | None
    received_on: date
    closed_on: date | None


def verdict_on_office(year: int | None = None) -> Office | None:
    """The verdict on a year, last year unless named; None when the rule set in force has none for it."""
    rules = rules_in_force()
    if rules is None:
        return None
    asked = year or clock.today().year - 1
    with reading() as session:
        words = last_words(session, asked)
        found = [_result(session, key, rules, asked, words.get(key)) for key in rules.indicator]
    return Office(asked, judged(found, rules, (SUBJECT,), medium=SUBJECT), rules, words)


def years() -> tuple[int, ...]:
    """The years that a verdict can be asked for, the one under way first."""
    now = clock.today().year
    return tuple(range(now, now - YEARS_BACK - 1, -1))


def rows_behind(office: Office, indicator: str, *, limit: int = 25, offset: int = 0) -> Slice[ReportRow]:
    """The error reports that an indicator counts, the oldest first."""
    with reading() as session:
        return sliced(
            session, _query(_ids(session, indicator, office.rules, office.year)), ReportRow, limit, offset
        )


def rules_in_force() -> RuleSet | None:
    """The indicators of the supervising body, scored by the rule among them that says how; None when there
    is none."""
    rules = store.rule_set()
    mine = {key: each for key, each in rules.indicator.items() if SUBJECT in each.applies_to and each.enabled}
    how = next((key for key, each in mine.items() if each.group is Group.RULE), None)
    if how is None:
        return None
    head = mine[how]
    vetoes = [key for key, each in mine.items() if each.group is Group.VETO]
    scoring = ScoringRule(
        full=head.points or 0,
        fail_below=head.threshold["fail_below"],
        bonus_above=head.threshold["bonus_above"],
        rescaled=False,
        needed={SUBJECT: vetoes},
    )
    mine[how] = head.model_copy(update={"group": Group.BONUS_GROUP, "points": head.threshold["bonus_max"]})
    return rules.model_copy(update={"indicator": mine, "scoring": scoring})


def _result(session: Session, key: str, rules: RuleSet, year: int, said: Said | None) -> Result:
    word, from_records = said.word() if said else None, _from_records(session, key, rules, year)
    return by_person(key, word, from_records, noun="office_judgement") if word else from_records


def _from_records(session: Session, key: str, rules: RuleSet, year: int) -> Result:
    each = rules.indicator[key]
    if key not in recorded():
        why = "person" if each.automation == "manual" else "no_records"
        return Result(key, Found.UNKNOWN, Judge.NOBODY, why=why if each.group in JUDGED else "")
    if not _kept(session, year):
        return Result(key, Found.UNKNOWN, Judge.NOBODY, why="no_records")
    ids = _ids(session, key, rules, year)
    return Result(
        key,
        Found.FAILED if ids else Found.MET,
        Judge.MACHINE,
        faults=tuple(f"error_report:{each}" for each in ids),
        evidence=tuple(Reference("error_report", each) for each in ids),
        at=clock.now(),
        rule_version=rules.version,
    )


def _kept(session: Session, year: int) -> bool:
    """Whether the ledger of reports was kept that year: without a row it proves nothing."""
    return session.execute(select(col(ErrorReport.id)).where(_of(year)).limit(1)).first() is not None


def _ids(session: Session, indicator: str, rules: RuleSet, year: int) -> tuple[int, ...]:
    rows = session.execute(
        select(col(ErrorReport.id), col(ErrorReport.received_on), col(ErrorReport.closed_on))
        .where(_of(year))
        .order_by(col(ErrorReport.received_on), col(ErrorReport.id))
    )
    which, limits = recorded()[indicator], rules.indicator[indicator].threshold
    return tuple(row_id for row_id, received, closed in rows if _counts(which, limits, received, closed))


def _counts(which: str, limits: Mapping[str, Any], received: date, closed: date | None) -> bool:
    if which == "open":
        return closed is None
    return closed is not None and closed > months_after(received, int(limits["over_months"]))


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _of(year: int) -> ColumnElement[bool]:
    return col(ErrorReport.received_on).between(date(year, 1, 1), date(year, 12, 31))


def _query(ids: tuple[int, ...]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            col(ErrorReport.id), col(ErrorReport.text), col(ErrorReport.address), col(Unit.name),
            col(Channel.name), col(ErrorReport.received_on), col(ErrorReport.closed_on),
        )
        .outerjoin(Unit, col(Unit.id) == col(ErrorReport.unit_id))
        .outerjoin(Channel, col(Channel.id) == col(ErrorReport.channel_id))
        .where(col(ErrorReport.id).in_(ids))
        .order_by(col(ErrorReport.received_on), col(ErrorReport.id))
    )  # fmt: skip
