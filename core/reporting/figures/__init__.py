"""Every figure of the yearly supervision report, computed from rows as of a day.

One module per section; `figures` puts them together under the keys of the report's figure list,
`identities` checks that they agree with each other."""

from datetime import date

from sqlmodel import Session

from core.reporting.figures.assessment import assessment
from core.reporting.figures.consolidation import consolidation
from core.reporting.figures.counting import Section, Year, year_to
from core.reporting.figures.identities import Identity, identities
from core.reporting.figures.interaction import interaction
from core.reporting.figures.migration import migration
from core.reporting.figures.policies import policies
from core.reporting.figures.portal import portal
from core.reporting.figures.registry import registry
from core.reporting.figures.security import security
from db.engine import reading

__all__ = ["SECTIONS", "Identity", "Section", "figures", "figures_in", "figures_of", "identities"]

SECTIONS = {
    "portal": portal,
    "registry": registry,
    "policies": policies,
    "consolidation": consolidation,
    "migration": migration,
    "security": security,
    "interaction": interaction,
    "assessment": assessment,
}


def figures(session: Session, as_of: date) -> dict[str, Section | str]:
    """All figures as of the end of the day `as_of`: `{"as_of": "YYYY-MM-DD", section: {figure: value}}`.

    Figures of the year count from 1 January of that year; states count up to the day. Values are whole
    numbers, percentages with one decimal, or None where nothing can be computed. JSON-safe."""
    return {"as_of": as_of.isoformat()} | figures_in(session, year_to(as_of))


def figures_in(session: Session, stretch: Year) -> dict[str, Section | str]:
    """The same sections for any stretch of days within one year: what happened counts from its first day,
    states as of its last."""
    return {name: section(session, stretch) for name, section in SECTIONS.items()}


def figures_of(as_of: date) -> dict[str, Section | str]:
    """The same in a session of its own."""
    with reading() as session:
        return figures(session, as_of)
