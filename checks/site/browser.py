"""What is said of pages that a browser read, for whoever weighs the evidence."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from checks.fetch import Visit
from core.common.outcome import Picture


def browser_facts(visit: Visit) -> dict[str, Any]:
    """How a browser read the page of `visit`, in a form that JSON can carry; empty where none did."""
    by = visit.rendered
    if by is None:
        return {}
    return {
        "address": by.address,
        "settled": by.settled,
        "requests": by.requests,
        "refused": by.refused,
        "screenshot": sha256(by.picture).hexdigest(),
    }


def pictures_of(visits: Iterable[Visit]) -> tuple[Picture, ...]:
    """The pictures of those that a browser read."""
    return tuple(
        Picture(by.address, by.at, by.picture) for visit in visits if (by := visit.rendered) is not None
    )
