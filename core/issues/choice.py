"""A selection of issues as an address carries it: 3,5,8-12."""

from collections.abc import Iterable

MOST = 2_000


def written(ids: Iterable[int]) -> str:
    """The ids in order, runs of neighbours as a span."""
    spans: list[list[int]] = []
    for one in sorted(set(ids)):
        if spans and one == spans[-1][1] + 1:
            spans[-1][1] = one
        else:
            spans.append([one, one])
    return ",".join(f"{first}-{last}" if last > first else str(first) for first, last in spans)


def read(text: str) -> tuple[int, ...]:
    """The ids that `text` names, at most `MOST`; what is no number or no span is passed over."""
    found: dict[int, None] = {}
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        if not first.isdecimal() or not (last or first).isdecimal():
            continue
        for one in range(int(first), min(int(last or first), int(first) + MOST) + 1):
            found[one] = None
            if len(found) == MOST:
                return tuple(found)
    return tuple(found)
