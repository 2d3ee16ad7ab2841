"""Lengths of time as a reader says them."""

from core.common.text import t

UNITS = (("days", 86_400), ("hours", 3_600), ("minutes", 60))


def span(seconds: float | None) -> str:
    """A length of time in the largest unit that gives a whole number, else in seconds."""
    if seconds is None:
        return t("common.none")
    for unit, size in UNITS:
        if seconds >= size and seconds % size == 0:
            return t(f"checker.span.{unit}", n=int(seconds // size))
    return t("checker.span.seconds", n=f"{seconds:.1f}".removesuffix(".0"))
