"""Management systems in writing."""

from sqlmodel import Session, col

from core.reporting.figures.counting import Section, Year, count, of_chapter
from db.models import Regulation, RegulationKind

KEYS = {
    "district_management_systems": RegulationKind.DISTRICT,
    "unit_management_systems": RegulationKind.UNIT,
    "network_security_systems": RegulationKind.SECURITY,
}


def policies(session: Session, year: Year) -> Section:
    """Systems issued up to the day, in whatever year, and still in force."""
    return {
        key: of_chapter(
            session,
            year,
            "regulation",
            count(
                session,
                Regulation,
                col(Regulation.kind) == kind,
                year.reached(Regulation.issued_on),
                year.lasts(Regulation.in_force_until),
            ),
        )
        for key, kind in KEYS.items()
    }
