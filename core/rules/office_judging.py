"""A person's word on the supervising body itself, for one year: entered, taken back, put back. Each is one
more row with its audit row; whoever saw an older one than the last is refused."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from core.access import Actor, Role, record, require
from core.common import clock
from core.common.errors import OfficeRefused, RuleRefused
from core.rules import evidence_files, supervision
from core.rules.evidence_files import File
from core.rules.indicator import JUDGED, Indicator
from core.rules.judging import MOST_FAULTS, checked_reason
from db.engine import reading, writing
from db.models import JudgedAs, OfficeJudgement

NOUN = "office_judgement"


@dataclass(frozen=True, slots=True)
class Seen:
    """One indicator of one year as the person saw it: `version` is that of the last row, 0 without any."""

    year: int
    indicator: str
    version: int = 0


def judge(
    seen: Seen,
    judged_as: JudgedAs,
    *,
    reason: str,
    faults: int = 1,
    file: File | None = None,
    actor: Actor,
) -> None:
    """Say what holds of one indicator for the whole of a year. Supervisors.

    `faults` counts single faults where each costs points, and is 1 elsewhere. Raises `DomainError` for a year
    the verdict is not given for, an indicator it does not judge, no reason, a file that is no picture or
    PDF, or when somebody was first."""
    require(actor, Role.SUPERVISOR)
    why = checked_reason(reason)
    indicator, version = _judged(seen)
    if not 1 <= faults <= MOST_FAULTS:
        raise RuleRefused("faults", most=MOST_FAULTS)
    counted = faults if judged_as is JudgedAs.FAILED and indicator.each else 1
    kept = evidence_files.keep([file])[0] if file else None

    def row(_session: Session, _last: OfficeJudgement | None) -> OfficeJudgement:
        made = _row(seen, actor, judged_as=judged_as, faults=counted, reason=why, rule_version=version)
        if kept:
            made.digest, made.name, made.media, made.size = kept.digest, kept.name, kept.media, kept.size
        return made

    _add(seen, actor, "judge", row)


def withdraw(seen: Seen, *, reason: str, actor: Actor) -> None:
    """Take the word back: the indicator is unanswered, or the ledger's, again. Supervisors."""
    require(actor, Role.SUPERVISOR)
    why = checked_reason(reason)

    def row(_session: Session, last: OfficeJudgement | None) -> OfficeJudgement:
        if last is None or last.judged_as is None:
            raise OfficeRefused("nothing_said", indicator=seen.indicator, year=seen.year)
        return _row(seen, actor, reason=why, rule_version=last.rule_version)

    _add(seen, actor, "withdraw", row)


def put_back(seen: Seen, *, actor: Actor) -> None:
    """Undo the taking back: the word before it counts again, as `actor`'s. Supervisors."""
    require(actor, Role.SUPERVISOR)
    _judged(seen)

    def row(session: Session, last: OfficeJudgement | None) -> OfficeJudgement:
        before = _of(session, seen, last.version - 1) if last and last.judged_as is None else None
        if before is None:
            raise OfficeRefused("nothing_withdrawn", indicator=seen.indicator, year=seen.year)
        same = ("judged_as", "faults", "reason", "rule_version", "digest", "name", "media", "size")
        return _row(seen, actor, **{name: getattr(before, name) for name in same})

    _add(seen, actor, "put-back", row)


def _judged(seen: Seen) -> tuple[Indicator, str]:
    """The indicator, and the version of the rules it stands in."""
    years, rules = supervision.years(), supervision.rules_in_force()
    if seen.year not in years:
        raise OfficeRefused("year", first=years[-1], last=years[0])
    indicator = rules.indicator.get(seen.indicator) if rules else None
    if rules is None or indicator is None or indicator.group not in JUDGED:
        raise RuleRefused("unknown_indicator", indicator=seen.indicator)
    return indicator, rules.version


def _row(seen: Seen, actor: Actor, **fields: Any) -> OfficeJudgement:
    return OfficeJudgement(
        year=seen.year, indicator=seen.indicator, version=seen.version + 1, judged_at=clock.now(),
        judged_by=actor.name, **fields,
    )  # fmt: skip


def _add(
    seen: Seen,
    actor: Actor,
    action: str,
    made: Callable[[Session, OfficeJudgement | None], OfficeJudgement],
) -> None:
    try:
        with writing() as session:
            last = _of(session, seen)
            if (last.version if last else 0) != seen.version:
                raise _too_late(seen, last)
            row = made(session, last)
            session.add(row)
            session.flush()
            _audit(session, row, last, actor, action)
    except IntegrityError:
        # PostgreSQL lets two read the same last row; its key lets one of them write.
        with reading() as session:
            raise _too_late(seen, _of(session, seen)) from None


def _audit(
    session: Session, row: OfficeJudgement, last: OfficeJudgement | None, actor: Actor, action: str
) -> None:
    changes: dict[str, tuple[object, object]] = {
        "year": (None, row.year),
        row.indicator: (last and last.judged_as, row.judged_as),
    }
    if row.judged_as is JudgedAs.FAILED:
        changes["faults"] = (None, row.faults)
    if row.digest:
        changes["file"] = (None, row.name)
    record(
        session, actor=actor, action=action, noun=NOUN, noun_id=row.id, changes=changes,
        reason=row.reason,
    )  # fmt: skip


def _of(session: Session, seen: Seen, version: int | None = None) -> OfficeJudgement | None:
    """The last row on an indicator of a year, or the one with this version."""
    wanted = [col(OfficeJudgement.year) == seen.year, col(OfficeJudgement.indicator) == seen.indicator]
    if version is not None:
        wanted.append(col(OfficeJudgement.version) == version)
    found: OfficeJudgement | None = session.execute(
        select(OfficeJudgement).where(*wanted).order_by(col(OfficeJudgement.version).desc()).limit(1)
    ).scalar_one_or_none()
    return found


def _too_late(seen: Seen, last: OfficeJudgement | None) -> OfficeRefused:
    when = last.judged_at if last else "-"
    who = last.judged_by if last else "-"
    return OfficeRefused("first", indicator=seen.indicator, year=seen.year, who=who, when=when)
