"""Small true rows for tests: a unit, a website, a checker that holds the lease."""

import itertools
from datetime import UTC, datetime
from typing import Any

from sqlmodel import select

from core.common import clock
from core.common.outcome import Failure, Outcome, Report
from core.monitoring import lease, runs
from core.monitoring.lease import LeaseToken
from core.monitoring.record import Batch, record
from core.rules import rule_set
from db.engine import reading, writing
from db.models import Channel, Issue, IssueSource, Severity, Unit, UnitKind, UnitLevel

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
_count = itertools.count(1)


def a_unit(**fields: Any) -> int:
    number = next(_count)
    given = {"code": f"U{number}", "name": f"单位{number}", "level": UnitLevel.OPERATOR}
    return _add(Unit(**{**given, "kind": UnitKind.DEPARTMENT, **fields}))


def a_website(**fields: Any) -> int:
    number = next(_count)
    given = {"code": f"C{number}", "name": f"网站{number}", "kind": "website"}
    unit_id = fields.pop("unit_id", None) or a_unit()
    return _add(Channel(**{**given, "url": f"http://127.0.0.1:{number}/", "unit_id": unit_id, **fields}))


def an_issue(**fields: Any) -> int:
    number, today = next(_count), clock.today()
    given = {"number": f"{today.year}-{number:05d}", "title": f"问题{number}", "source": IssueSource.PERSON}
    given |= {"severity": Severity.GENERAL, "opened_on": today, "first_due_on": today, "due_on": today}
    unit_id = fields.pop("unit_id", None) or a_unit()
    return _add(Issue(**{**given, "unit_id": unit_id, **fields}))


def a_leader(seconds: float = 3600) -> LeaseToken:
    token = lease.take("test", seconds=seconds)
    assert token is not None
    return token


def a_report(channel_id: int, outcome: Outcome, *, check: str = "availability", **fields: Any) -> Report:
    failure = Failure.REFUSED if outcome is Outcome.PROBLEM else None
    at = fields.pop("at", None) or clock.now()
    return Report(channel_id, check, at, outcome, **{"failure": failure, "total_ms": 50.0, **fields})


def recorded(token: LeaseToken, *reports: Report, confirming: bool = False) -> int:
    """Write reports as one run of the checker and return the run's id."""
    run_id = runs.begin("availability", token=token, planned=len(reports))
    record(Batch(run_id, token, reports, confirming), rule_set())
    runs.end(run_id)
    return run_id


def all_of(table: type[Any]) -> list[Any]:
    """Every row of a table, in the order of its number: PostgreSQL gives those changed last at the end, or
    where room was."""
    wanted = select(table).order_by(table.id) if hasattr(table, "id") else select(table)
    with reading() as session:
        rows = list(session.exec(wanted).all())
        session.expunge_all()
        return rows


def _add(row: Any) -> int:
    with writing() as session:
        session.add(row)
        session.flush()
        return int(row.id)
