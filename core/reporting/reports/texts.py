"""The templates of reports: those that come with the product, and the office's own versions.

Saving adds a version and changes none; the newest counts. One without sections goes back to the product's."""

import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from core.access import Actor, Role, record, require
from core.common import clock
from core.common.errors import DomainError
from core.common.text import language, printable
from core.reporting.reports.behind import AVAILABILITY, FINDERS
from core.reporting.reports.period import Kind
from core.reporting.reports.wording import Section, unknown_fields
from db.engine import reading, writing
from db.models import ReportText

FILE = Path(__file__).with_name("texts.toml")
LONGEST = 4_000
LONGEST_HEADING = 60
BRIEF = "brief"
PATHS = frozenset(FINDERS) | {AVAILABILITY}


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Section(_Part):
    key: str
    kinds: tuple[Kind, ...]
    heading: dict[str, str]
    text: dict[str, str]


class Texts(_Part):
    """The file. `title` and `what` by language, `shown` the sections of figures of a short report's tables,
    `section` in the order of the report."""

    version: str
    title: dict[str, str]
    what: dict[str, dict[Kind, str]]
    shown: dict[Kind, tuple[str, ...]]
    section: tuple[_Section, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the office's own text; `number` 0 is the product's."""

    number: int
    made_by: str = ""
    made_at: datetime | None = None
    own: bool = False


@lru_cache(maxsize=1)
def texts() -> Texts:
    """The product's templates. Raises `pydantic.ValidationError` naming every wrong key."""
    return Texts.model_validate(tomllib.loads(FILE.read_text("utf-8")))


def sections_of(kind: Kind) -> tuple[Section, ...]:
    """The template in force for a kind of report, in the language in use."""
    row = _newest(kind)
    if row is None or not row.sections:
        return _product(kind)
    return tuple(Section(one["key"], one["heading"], one["text"]) for one in row.sections)


def version_of(kind: Kind) -> Version:
    """Which version that is, and who made it when."""
    row = _newest(kind)
    return Version(0) if row is None else Version(row.version, row.made_by, row.made_at, bool(row.sections))


def versions(kind: Kind) -> tuple[Version, ...]:
    """All versions of the office, the newest first."""
    query = select(ReportText).where(col(ReportText.kind) == kind, col(ReportText.language) == language())
    with reading() as session:
        rows = session.execute(query.order_by(col(ReportText.version).desc())).scalars().all()
        return tuple(Version(row.version, row.made_by, row.made_at, bool(row.sections)) for row in rows)


def save(kind: Kind, sections: Sequence[Section], *, seen: int, actor: Actor) -> int:
    """Make `sections` the office's own text from now on and return its version. Supervisors.

    `seen` is the version that was edited. Raises `DomainError` for a field that means nothing, a text that
    is too long, and when somebody else saved one meanwhile."""
    require(actor, Role.SUPERVISOR)
    return _save(kind, [asdict(one) for one in checked(sections)], seen, actor, "edit")


def restore(kind: Kind, *, seen: int, actor: Actor, number: int = 0) -> int:
    """Go back to version `number` of the office, 0 for the product's text; all versions stay. Supervisors;
    raises as `save` does."""
    require(actor, Role.SUPERVISOR)
    return _save(kind, _sections(kind, number) if number else [], seen, actor, "restore")


def checked(sections: Sequence[Section]) -> tuple[Section, ...]:
    """`sections` as they would be saved. Raises `DomainError` for what `save` refuses."""
    return tuple(map(_checked, sections))


def _sections(kind: Kind, number: int) -> list[dict[str, str]]:
    query = select(col(ReportText.sections)).where(
        col(ReportText.kind) == kind,
        col(ReportText.language) == language(),
        col(ReportText.version) == number,
    )
    with reading() as session:
        found = session.execute(query).scalar()
    if not found:
        raise DomainError("report_changed")
    return list(found)


def _product(kind: Kind) -> tuple[Section, ...]:
    return tuple(
        Section(one.key, one.heading[language()], one.text[language()].strip())
        for one in texts().section
        if kind in one.kinds
    )


def _newest(kind: Kind) -> ReportText | None:
    query = select(ReportText).where(col(ReportText.kind) == kind, col(ReportText.language) == language())
    with reading() as session:
        row: ReportText | None = session.execute(
            query.order_by(col(ReportText.version).desc()).limit(1)
        ).scalar()
        return row


def _checked(one: Section) -> Section:
    heading, text = printable(one.heading).strip(), printable(one.text).strip()
    if not heading:
        raise DomainError("report_heading")
    if len(heading) > LONGEST_HEADING or len(text) > LONGEST:
        raise DomainError("report_long", heading=heading[:LONGEST_HEADING], most=LONGEST)
    # A heading holds no figures: it stands in lists of headings as well.
    wrong = [mark for mark in "{}" if mark in heading] or unknown_fields(text, PATHS)
    if wrong:
        raise DomainError("report_field", heading=heading, field=wrong[0][:80])
    return Section(one.key, heading, text)


def _save(kind: Kind, sections: list[dict[str, str]], seen: int, actor: Actor, action: str) -> int:
    newest = select(func.max(col(ReportText.version))).where(
        col(ReportText.kind) == kind, col(ReportText.language) == language()
    )
    try:
        with writing() as session:
            number = session.execute(newest).scalar() or 0
            if number != seen:
                raise DomainError("report_changed")
            session.add(
                ReportText(
                    kind=kind, language=language(), version=number + 1, sections=sections,
                    made_by=actor.name, made_at=clock.now(),
                )
            )  # fmt: skip
            record(
                session, actor=actor, action=action, noun="report_text",
                noun_id=number + 1, changes={"kind": (None, kind), "version": (number, number + 1)},
            )  # fmt: skip
            return number + 1
    except IntegrityError as twice:
        raise DomainError("report_changed") from twice
