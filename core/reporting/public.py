"""The figures that an office shows to everybody: chosen one by one, copied as they were when it published
them. The public page reads this copy and nothing else, so that no visit counts anything anew, and what is
published changes only when somebody publishes again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from core.access import Actor, Role, record, require
from core.common import clock
from core.common.errors import DomainError
from core.common.text import LANGUAGES, language
from core.notices.language import speaking
from core.reporting.figures.labels import value_words
from core.reporting.reports.period import Kind, Period, read_period
from core.reporting.reports.report import make_report
from core.reporting.reports.values import label_of
from db.engine import reading, writing
from db.models import PublicFigures

MOST = 40


@dataclass(frozen=True, slots=True)
class Published:
    """What is public now, in the language in use: labels with values as printed. `paths` are those of the
    figures, for whoever chooses anew."""

    version: int
    period: str
    last: date
    at: datetime
    figures: tuple[tuple[str, str], ...]
    paths: tuple[str, ...]


def published() -> Published | None:
    """What is public; None while the page is off, as it is at first."""
    row = _newest()
    if row is None or not row.figures:
        return None
    period = read_period(row.kind, row.period)
    shown = tuple((one["label"][language()], one["words"][language()]) for one in row.figures)
    paths = tuple(one["path"] for one in row.figures)
    return Published(row.version, period.name, period.last, row.made_at, shown, paths)


def version() -> int:
    """The number of the newest version, 0 for none: what `publish` and `withdraw` want to have been seen."""
    row = _newest()
    return row.version if row else 0


def publish(kind: Kind, period: str, paths: Sequence[str], *, seen: int, actor: Actor) -> int:
    """Show these figures of a period that is over to everybody from now on, and return the version.

    Supervisors only. Raises `DomainError` for a period under way, for none or too many figures, for one
    that has no value, and when somebody else published meanwhile."""
    require(actor, Role.SUPERVISOR)
    asked = read_period(kind, period)
    if not asked.complete:
        raise DomainError("public_under_way", period=asked.name)
    if not paths or len(paths) > MOST:
        raise DomainError("public_count", most=MOST)
    return _save(kind, asked.key, _copied(asked, paths), seen, actor)


def withdraw(*, seen: int, actor: Actor) -> int:
    """Turn the page off. Supervisors only; raises as `publish` does when somebody was first."""
    require(actor, Role.SUPERVISOR)
    return _save("yearly", "", [], seen, actor)


def _copied(period: Period, paths: Sequence[str]) -> list[dict[str, Any]]:
    known = {one.path: one for one in make_report(period).figures}
    found = []
    for path in dict.fromkeys(paths):
        figure = known.get(path)
        if figure is None or not figure.recorded:
            raise DomainError("public_figure", figure=label_of(path, period) if figure else path[:80])
        labels, words = {}, {}
        for spoken in LANGUAGES:
            with speaking(spoken):
                labels[spoken] = label_of(path, period)
                words[spoken] = value_words(path, figure.value)
        found.append({"path": path, "label": labels, "words": words})
    return found


def _newest() -> PublicFigures | None:
    with reading() as session:
        row: PublicFigures | None = session.execute(
            select(PublicFigures).order_by(col(PublicFigures.version).desc()).limit(1)
        ).scalar()
        return row


def _save(kind: str, period: str, figures: list[dict[str, Any]], seen: int, actor: Actor) -> int:
    try:
        with writing() as session:
            number = session.execute(select(func.max(col(PublicFigures.version)))).scalar() or 0
            if number != seen:
                raise DomainError("public_changed")
            session.add(
                PublicFigures(
                    version=number + 1, kind=kind, period=period, figures=figures, made_by=actor.name,
                    made_at=clock.now(),
                )
            )  # fmt: skip
            record(
                session, actor=actor, action="edit" if figures else "restore", noun="public_figures",
                noun_id=number + 1,
                changes={
                    "period": (None, period),
                    "figures": (None, ", ".join(one["path"] for one in figures)),
                },
            )  # fmt: skip
            return number + 1
    except IntegrityError as twice:
        raise DomainError("public_changed") from twice
