"""A personal number on a page as a problem, the same wherever it was met."""

from checks.page import Personal
from core.common.outcome import Problem

from .keys import key_of


def problem_of(address: str, status: int | None, one: Personal) -> Problem:
    """A number on the page found at `address`."""
    # No markup is kept: it would hold the number itself.
    return Problem(
        key_of(one.kind, f"{one.masked} {address}"),
        address,
        status,
        confidence=one.confidence,
        piece=f"{one.label} {one.masked}".strip(),
        detail={"personal": one.kind, "masked": one.masked, "where": one.where, "label": one.label},
    )
