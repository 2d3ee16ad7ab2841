"""Running numbers of codes: W0001 for websites, A0001 for accounts, U0001 for units."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlmodel import Session, col

from core.registry.fields import numbering
from db.models import Channel, Unit

UNIT_LETTER, UNIT_DIGITS = "U", 4


def next_code(session: Session, kind: str) -> str:
    """A code that no channel has: the letter of the medium and the next number."""
    letter, digits = numbering(kind)
    codes = session.execute(select(col(Channel.code)).where(col(Channel.code).startswith(letter))).scalars()
    return f"{letter}{highest(codes, letter) + 1:0{digits}}"


def next_unit_code(session: Session) -> str:
    """A code that no unit has."""
    codes = session.execute(select(col(Unit.code)).where(col(Unit.code).startswith(UNIT_LETTER))).scalars()
    return unit_code(highest(codes, UNIT_LETTER) + 1)


def unit_code(number: int) -> str:
    """The code of a unit with that running number."""
    return f"{UNIT_LETTER}{number:0{UNIT_DIGITS}}"


def highest(codes: Iterable[str], letter: str) -> int:
    """The highest running number among the codes that begin with `letter`; 0 when there is none."""
    numbers = (code.removeprefix(letter) for code in codes if code.startswith(letter))
    return max((int(number) for number in numbers if number.isdecimal()), default=0)
